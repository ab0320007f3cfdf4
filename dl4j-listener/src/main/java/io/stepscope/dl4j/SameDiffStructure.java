package io.stepscope.dl4j;

import io.stepscope.event.ModelGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The program's own operations, and the placeholders that data comes in by, as a graph. */
final class SameDiffStructure {

  private final Map<String, Variable> variables;
  private final Map<String, String> shapes;
  private final List<ModelGraph.Node> nodes = new ArrayList<>();

  private SameDiffStructure(SameDiff graph, Map<String, String> shapes) {
    variables = graph.getVariables();
    this.shapes = shapes;
  }

  /**
   * The nodes of {@code graph}, in the order in which the program made them.
   *
   * @param shapes of variables that had a value in a step; to ask SameDiff would run the graph
   */
  static List<ModelGraph.Node> of(SameDiff graph, Map<String, String> shapes) {
    SameDiffStructure structure = new SameDiffStructure(graph, shapes);
    structure.variables.values().forEach(structure::addPlaceholder);
    graph.getOps().values().forEach(structure::addOperation);
    return structure.nodes;
  }

  private void addPlaceholder(Variable variable) {
    SDVariable placeholder = variable.getVariable();
    if (placeholder.getVariableType() == VariableType.PLACEHOLDER) {
      nodes.add(
          new ModelGraph.Node(
              variable.getName(),
              "placeholder",
              List.of(),
              List.of(),
              shape(placeholder.placeholderShape())));
    }
  }

  private void addOperation(SameDiffOp op) {
    List<String> inputs = new ArrayList<>();
    List<ModelGraph.Parameter> parameters = new ArrayList<>();
    for (String name : orEmpty(op.getInputsToOp())) {
      Variable input = variables.get(name);
      if (input == null) {
        continue;
      }
      if (input.getOutputOfOp() != null) {
        inputs.add(input.getOutputOfOp());
      } else if (input.getVariable().getVariableType() == VariableType.PLACEHOLDER) {
        inputs.add(name);
      } else if (input.getVariable().getVariableType() == VariableType.VARIABLE) {
        parameters.add(parameter(input));
      }
    }
    nodes.add(new ModelGraph.Node(op.getName(), op.getOp().opName(), inputs, parameters, out(op)));
  }

  private static ModelGraph.Parameter parameter(Variable variable) {
    INDArray array = variable.getVariable().getArr();
    return new ModelGraph.Parameter(
        variable.getName(),
        array == null ? "" : shape(array.shape()),
        array == null ? 0 : array.length(),
        true);
  }

  private String out(SameDiffOp op) {
    List<String> outputs = orEmpty(op.getOutputsOfOp());
    return outputs.size() == 1 ? shapes.getOrDefault(outputs.get(0), "") : "";
  }

  /** How a shape is written. */
  static String shape(long @Nullable [] shape) {
    return shape == null ? "" : Arrays.toString(shape).replace('[', '(').replace(']', ')');
  }

  private static List<String> orEmpty(@Nullable List<String> names) {
    return names == null ? List.of() : names;
  }
}
