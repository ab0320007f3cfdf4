package io.stepscope.tracker.tensorboard;

import io.stepscope.event.ModelGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TensorFlow graph as nodes of a model; the counterpart of {@link GraphDef}. */
final class GraphDefReader {
  /** More nodes than that are operations rather than layers, and of no use as a model. */
  static final int MOST_NODES = 10_000;

  /** What {@link GraphDef} writes of a parameter. */
  private static final Pattern PARAMETER =
      Pattern.compile("(\\([^()]*\\)), (\\d{1,18})(, frozen)?");

  private GraphDefReader() {}

  /** The nodes; one more than {@link #MOST_NODES} if there are too many. */
  static List<ModelGraph.Node> nodes(ProtoReader graph) throws IOException {
    List<ModelGraph.Node> nodes = new ArrayList<>();
    for (int field = graph.next(); field != 0; field = graph.next()) {
      if (field == 1 && nodes.size() <= MOST_NODES) {
        nodes.add(node(graph.message()));
      }
    }
    return nodes;
  }

  private static ModelGraph.Node node(ProtoReader in) throws IOException {
    String name = "";
    String operation = "";
    List<String> inputs = new ArrayList<>();
    Attributes attributes = new Attributes();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.string();
        case 2 -> operation = in.string();
        case 3 -> inputs.add(source(in.string()));
        case 5 -> attributes.add(in.message());
        default -> {
          // The device.
        }
      }
    }
    String shape = attributes.output.isEmpty() ? attributes.shape : attributes.output;
    return new ModelGraph.Node(name, operation, inputs, attributes.parameters, shape);
  }

  /** An input names a node, and perhaps which of its outputs, or that only the order counts. */
  private static String source(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.lastIndexOf(':');
    return colon > 0 ? name.substring(0, colon) : name;
  }

  /** The few attributes of a node that tell of the model. */
  private static final class Attributes {
    private final List<ModelGraph.Parameter> parameters = new ArrayList<>();
    private String shape = "";
    private String output = "";

    void add(ProtoReader entry) throws IOException {
      String key = "";
      for (int field = entry.next(); field != 0; field = entry.next()) {
        if (field == 1) {
          key = entry.string();
        } else if (field == 2) {
          value(key, entry.message());
        }
      }
    }

    private void value(String key, ProtoReader value) throws IOException {
      for (int field = value.next(); field != 0; field = value.next()) {
        if (field == 1 && key.equals("_output_shapes")) {
          shapes(value.message());
        } else if (field == 2) {
          text(key, value);
        }
      }
    }

    private void text(String key, ProtoReader value) {
      String text = value.string();
      Matcher parameter = PARAMETER.matcher(text);
      if (key.equals("output")) {
        output = text;
      } else if (parameter.matches()) {
        long count = Long.parseLong(parameter.group(2));
        parameters.add(
            new ModelGraph.Parameter(key, parameter.group(1), count, parameter.group(3) == null));
      }
    }

    /** The first output counts. */
    private void shapes(ProtoReader list) throws IOException {
      for (int field = list.next(); field != 0; field = list.next()) {
        if (field == 7 && shape.isEmpty()) {
          StringJoiner sizes = new StringJoiner(", ", "(", ")");
          ProtoReader dims = list.message();
          for (int part = dims.next(); part != 0; part = dims.next()) {
            if (part == 2) {
              ProtoReader dim = dims.message();
              long size = 0;
              for (int of = dim.next(); of != 0; of = dim.next()) {
                size = of == 1 ? dim.int64() : size;
              }
              sizes.add(Long.toString(size));
            }
          }
          shape = sizes.toString();
        }
      }
    }
  }
}
