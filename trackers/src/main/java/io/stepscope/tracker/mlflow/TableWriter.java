package io.stepscope.tracker.mlflow;

import io.stepscope.event.Stamp;
import io.stepscope.event.Table;
import io.stepscope.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Puts tables as {@code {"columns": […], "data": [[…]]}}, pandas' form "split", and tells the UI of
 * them: the latest of each name is {@code tables/<name>.json}, so that runs can be compared; all of
 * them lie in {@code tables/<name>/}.
 */
final class TableWriter {
  private final LogBatch batch;
  private final Artifacts artifacts;
  private final RunState state;

  TableWriter(LogBatch batch, Artifacts artifacts, RunState state) {
    this.batch = batch;
    this.artifacts = artifacts;
    this.state = state;
  }

  void write(Table table) throws UndeliveredException {
    Stamp stamp = table.stamp();
    String name = "tables/" + ArtifactPaths.ofSeries(SeriesKeys.ranked(stamp, table.name()));
    byte[] json = json(table);
    artifacts.put(name + '/' + ofStep(stamp, state) + ".json", json);
    artifacts.put(name + ".json", json);
    state.tables.remove(name + ".json");
    state.tables.add(name + ".json");
    batch.tag("mlflow.loggedArtifacts", list());
  }

  /** Part of a file's name that sorts by step and is the same for the same event. */
  static String ofStep(Stamp stamp, RunState state) {
    return String.format(
        Locale.ROOT,
        "step-%09d-%d-%d",
        state.stepOf(stamp),
        stamp.rank(),
        Math.max(0, stamp.sequence()));
  }

  private static byte[] json(Table table) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("columns").value(table.columns());
    json.name("data").value(table.rows()).endObject();
    return json.toByteArray();
  }

  /** As many of the latest as fit into a tag; others are files all the same. */
  private String list() {
    List<String> newestFirst = new ArrayList<>(state.tables);
    Collections.reverse(newestFirst);
    Deque<String> shown = new ArrayDeque<>();
    String list = "[]";
    for (String path : newestFirst) {
      shown.addFirst(path);
      String longer = json(shown);
      if (longer.length() > LongText.TAG) {
        break;
      }
      list = longer;
    }
    return list;
  }

  private static String json(Iterable<String> paths) {
    JsonWriter json = new JsonWriter();
    json.beginArray();
    for (String path : paths) {
      json.beginObject().name("path").value(path).name("type").value("table").endObject();
    }
    json.endArray();
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }
}
