package io.stepscope.tracker.wandb;

import io.stepscope.event.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table as W&amp;B keeps it: a file of columns and rows.
 *
 * @param columns titles
 * @param rows cells of each, as many as columns
 */
record Tables(List<String> columns, List<List<Object>> rows) {
  /** What W&amp;B's client puts behind the name of a chart for the name of its table. */
  static final String CONFUSION = "_table";

  static Tables plain(Table table) {
    return new Tables(table.columns(), table.rows());
  }

  /** One row for each pair of true and predicted class, as the chart of W&amp;B reads it. */
  static Tables confusion(Table table) {
    List<List<Object>> rows = new ArrayList<>();
    for (List<Object> row : table.rows()) {
      for (int column = 1; column < row.size(); column++) {
        rows.add(List.of(row.get(0), table.columns().get(column), row.get(column)));
      }
    }
    return new Tables(List.of("Actual", "Predicted", "nPredictions"), rows);
  }

  /** The content of a {@code .table.json} file. */
  byte[] content() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("columns", columns);
    json.put("data", rows);
    return Json.of(json).getBytes(StandardCharsets.UTF_8);
  }

  String json(MediaFile file) {
    Map<String, Object> json = file.json("table-file");
    json.put("ncols", columns.size());
    json.put("nrows", rows.size());
    json.put("log_mode", "IMMUTABLE");
    return Json.of(json);
  }

  /** Where in the configuration the chart of a confusion matrix is described. */
  static List<String> panelPath(String name) {
    return List.of("_wandb", "visualize", name);
  }

  /** W&amp;B's own chart {@code confusion_matrix/v1} of the table {@code <name>_table}. */
  static String panel(String name) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String field : List.of("Actual", "Predicted", "nPredictions")) {
      fields.put(field, field);
    }
    List<Object> queried = new ArrayList<>();
    for (String field : List.of("id", "name", "_defaultColorIndex")) {
      queried.add(object("name", field, "fields", List.of()));
    }
    List<Object> key = List.of(object("name", "tableKey", "value", name + CONFUSION));
    Map<String, Object> summary = object("name", "summaryTable", "args", key);
    summary.put("fields", List.of());
    queried.add(summary);
    List<Object> selection = List.of(object("name", "runSets", "value", "${runSets}"));
    Map<String, Object> runs = object("name", "runSets", "args", selection);
    runs.put("fields", queried);
    Map<String, Object> panel =
        object("panelDefId", "wandb/confusion_matrix/v1", "fieldSettings", fields);
    panel.put("stringSettings", Map.of("title", name));
    panel.put("transform", Map.of("name", "tableWithLeafColNames"));
    panel.put("userQuery", Map.of("queryFields", List.of(runs)));
    return Json.of(object("panel_type", "Vega2", "panel_config", panel));
  }

  private static Map<String, Object> object(String name, Object value, String other, Object more) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(name, value);
    object.put(other, more);
    return object;
  }
}
