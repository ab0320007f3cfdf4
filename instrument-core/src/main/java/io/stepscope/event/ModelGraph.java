package io.stepscope.event;

import java.util.List;

/**
 * The structure of a model: nodes in execution order as far as it is known.
 *
 * @param name name of the model
 */
public record ModelGraph(Stamp stamp, String name, List<Node> nodes) implements Event {

  public ModelGraph {
    nodes = List.copyOf(nodes);
  }

  /**
   * One layer or block.
   *
   * @param path {@code /}-separated path, unique in the graph
   * @param type class or operation, for instance {@code Conv2d}
   * @param inputs paths of the nodes it reads
   * @param parameters its own parameters, without those of nodes below it
   * @param outputShape for instance {@code (-1, 16, 8, 8)}; empty when unknown
   */
  public record Node(
      String path,
      String type,
      List<String> inputs,
      List<Parameter> parameters,
      String outputShape) {
    public Node {
      inputs = List.copyOf(inputs);
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * A parameter of a node.
   *
   * @param name the name of its series, for instance {@code 01Conv2d_weight}
   * @param shape for instance {@code (16, 1, 3, 3)}
   * @param count number of elements
   * @param trainable whether the optimizer changes it
   */
  public record Parameter(String name, String shape, long count, boolean trainable) {}

  @Override
  public EventKind kind() {
    return EventKind.MODEL_GRAPH;
  }
}
