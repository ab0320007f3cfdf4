package io.stepscope.tracker.wandb;

import io.stepscope.event.ModelGraph;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Model graphs as the file that W&amp;B shows on the page of a run's model. */
final class Graphs {
  private static final Pattern SHAPE = Pattern.compile("\\(\\s*(-?\\d{1,18}(\\s*,\\s*|\\s*)?)*\\)");

  private Graphs() {}

  /**
   * The content of a {@code .graph.json} file.
   *
   * @see <a href="https://github.com/wandb/wandb/blob/main/wandb/sdk/data_types/graph.py">graph.py
   *     </a>
   */
  static byte[] content(ModelGraph graph) {
    List<Object> nodes = new ArrayList<>();
    List<Object> edges = new ArrayList<>();
    for (ModelGraph.Node node : graph.nodes()) {
      nodes.add(node(node));
      node.inputs().forEach(input -> edges.add(List.of(input, node.path())));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", "keras");
    json.put("nodes", nodes);
    json.put("edges", edges);
    return Json.of(json).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> node(ModelGraph.Node node) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", node.path());
    json.put("name", node.path());
    json.put("class_name", node.type());
    if (!node.outputShape().isEmpty()) {
      json.put("output_shape", shape(node.outputShape()));
    }
    List<Object> parameters = new ArrayList<>();
    long count = 0;
    for (ModelGraph.Parameter parameter : node.parameters()) {
      parameters.add(List.of(parameter.name(), shape(parameter.shape())));
      count += parameter.count();
    }
    json.put("parameters", parameters);
    json.put("num_parameters", count);
    return json;
  }

  /** Sizes of the dimensions; the text itself if it is no shape. */
  private static Object shape(String text) {
    if (!SHAPE.matcher(text).matches()) {
      return text;
    }
    return Arrays.stream(text.replaceAll("[()]", "").split(","))
        .map(String::strip)
        .filter(size -> !size.isEmpty())
        .map(Long::valueOf)
        .toList();
  }
}
