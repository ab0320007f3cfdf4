package io.stepscope.tracker.tensorboard;

import io.stepscope.event.ModelGraph;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model as a TensorFlow graph: a node per layer, {@code /} in its path a scope that unfolds.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/compat/proto/graph.proto">
 *     graph.proto, node_def.proto, attr_value.proto</a>
 */
final class GraphDef {
  private static final Pattern SHAPE =
      Pattern.compile("\\(\\s*(-?\\d+(\\s*,\\s*-?\\d+)*\\s*,?)?\\s*\\)");
  private static final int PRODUCER = 1;

  private GraphDef() {}

  static void write(ProtoWriter out, ModelGraph graph) {
    for (ModelGraph.Node node : graph.nodes()) {
      int message = out.begin(1);
      out.string(1, name(node.path()));
      out.string(2, node.type());
      for (String input : node.inputs()) {
        out.string(3, name(input));
      }
      outputShape(node.outputShape()).ifPresent(shape -> outputShapes(out, shape));
      for (ModelGraph.Parameter parameter : node.parameters()) {
        String frozen = parameter.trainable() ? "" : ", frozen";
        text(out, parameter.name(), parameter.shape() + ", " + parameter.count() + frozen);
      }
      if (!node.outputShape().isEmpty()) {
        text(out, "output", node.outputShape());
      }
      out.end(message);
    }
    int versions = out.begin(4);
    out.int64(1, PRODUCER);
    out.end(versions);
  }

  /** In an input, a colon would begin the number of an output, and a caret a control input. */
  private static String name(String path) {
    String name = path.replace(':', '_');
    return name.startsWith("^") ? '_' + name.substring(1) : name;
  }

  /** Sizes of the dimensions, -1 where unknown; absent if the text is no shape. */
  static Optional<long[]> outputShape(String text) {
    if (!SHAPE.matcher(text).matches()) {
      return Optional.empty();
    }
    String inner = text.substring(1, text.length() - 1);
    try {
      return Optional.of(
          List.of(inner.split(",")).stream()
              .map(String::strip)
              .filter(size -> !size.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray());
    } catch (NumberFormatException e) {
      return Optional.empty(); // beyond 64 bits
    }
  }

  /** {@code _output_shapes}: a list of one shape, which the dashboard writes on the edges. */
  private static void outputShapes(ProtoWriter out, long[] sizes) {
    int attribute = out.begin(5);
    out.string(1, "_output_shapes");
    int value = out.begin(2);
    int list = out.begin(1);
    int shape = out.begin(7);
    for (long size : sizes) {
      int dim = out.begin(2);
      out.int64(1, size);
      out.end(dim);
    }
    out.end(shape);
    out.end(list);
    out.end(value);
    out.end(attribute);
  }

  private static void text(ProtoWriter out, String key, String text) {
    int attribute = out.begin(5);
    out.string(1, key);
    int value = out.begin(2);
    out.string(2, text);
    out.end(value);
    out.end(attribute);
  }
}
