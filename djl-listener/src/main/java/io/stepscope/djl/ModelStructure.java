package io.stepscope.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.util.Pair;
import io.stepscope.event.ModelGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The tree of blocks as a graph. DJL knows which block holds which; the way of the data is known
 * only inside sequential blocks, so only there do nodes have inputs.
 */
final class ModelStructure {

  private final IdentityHashMap<Parameter, String> names = new IdentityHashMap<>();
  private final List<ModelGraph.Node> nodes = new ArrayList<>();

  private ModelStructure(Block root) {
    for (Pair<String, Parameter> pair : root.getParameters()) {
      names.putIfAbsent(pair.getValue(), pair.getKey());
    }
  }

  /** The nodes of {@code root}, parents before their children. */
  static List<ModelGraph.Node> of(String name, Block root) {
    ModelStructure structure = new ModelStructure(root);
    structure.add(name, root, List.of());
    return structure.nodes;
  }

  private void add(String path, Block block, List<String> inputs) {
    nodes.add(
        new ModelGraph.Node(path, type(block), inputs, parameters(block), outputShape(block)));
    List<String> before = List.of();
    for (Pair<String, Block> child : block.getChildren()) {
      String childPath = path + "/" + child.getKey();
      add(childPath, child.getValue(), before);
      if (block instanceof SequentialBlock) {
        before = List.of(childPath);
      }
    }
  }

  private List<ModelGraph.Parameter> parameters(Block block) {
    List<ModelGraph.Parameter> parameters = new ArrayList<>();
    for (Pair<String, Parameter> pair : block.getDirectParameters()) {
      Parameter parameter = pair.getValue();
      Shape shape = parameter.isInitialized() ? parameter.getArray().getShape() : new Shape();
      parameters.add(
          new ModelGraph.Parameter(
              names.getOrDefault(parameter, pair.getKey()),
              shape.toString(),
              parameter.isInitialized() ? shape.size() : 0,
              parameter.requiresGradient()));
    }
    return parameters;
  }

  private static String type(Block block) {
    String name = block.getClass().getSimpleName();
    return name.isEmpty() ? block.getClass().getName() : name;
  }

  private static String outputShape(Block block) {
    try {
      if (block.isInitialized() && block instanceof AbstractBaseBlock base) {
        Shape[] inputs = base.getInputShapes();
        if (inputs != null) {
          Shape[] outputs = block.getOutputShapes(inputs);
          return outputs.length == 1 ? outputs[0].toString() : Arrays.toString(outputs);
        }
      }
      return "";
    } catch (RuntimeException e) {
      return ""; // A block need not be able to tell.
    }
  }
}
