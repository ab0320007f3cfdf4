package io.stepscope.tracker.wandb;

import io.stepscope.event.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what belongs to a step and hands it on as one line when the step is complete, or when a
 * later one begins. What belongs to no step goes into the next row; when the run ends before there
 * is one, into the summary alone.
 */
final class History {
  private final RunState state;
  private final Destination destination;

  History(RunState state, Destination destination) {
    this.state = state;
    this.destination = destination;
  }

  /** The row that takes what has this stamp; null when its step is over. */
  @Nullable Row row(Stamp stamp) throws IOException {
    if (!stamp.hasStep()) {
      state.waiting.lastMicros = Math.max(state.waiting.lastMicros, stamp.timeMicros());
      return state.waiting;
    }
    Row open = state.open;
    if (open != null && open.step < stamp.step()) {
      close(open);
      open = null;
    }
    if (open == null) {
      if (stamp.step() <= state.lastRow) {
        return null;
      }
      open = new Row(stamp.step());
      state.open = open;
    }
    if (open.step != stamp.step()) {
      return null;
    }
    open.lastMicros = Math.max(open.lastMicros, stamp.timeMicros());
    open.epoch = Math.max(open.epoch, stamp.epoch());
    return open;
  }

  /** The step that is written on what goes into a row. */
  long stepOf(Row row) {
    return row.step == Row.WAITING ? lastStep() : row.step;
  }

  /** The step at which the training is, as far as events told. */
  long lastStep() {
    return Math.max(0, state.open == null ? state.lastRow : state.open.step);
  }

  /** Nothing more comes for a step. */
  void complete(long step) throws IOException {
    Row open = state.open;
    if (open != null && open.step <= step) {
      close(open);
    }
  }

  /** Sets one value of the summary. */
  void summary(String key, String json) throws IOException {
    destination.summary(Map.of(key, json), runtimeSeconds());
  }

  /** Hands on everything there is, whether its step is complete or not. */
  void flush() throws IOException {
    if (state.open != null) {
      close(state.open);
    }
    Row waiting = state.waiting;
    if (!waiting.isEmpty()) {
      state.waiting = new Row(Row.WAITING);
      destination.summary(values(waiting), runtimeSeconds());
    }
  }

  private void close(Row row) throws IOException {
    state.open = null;
    if (!state.waiting.isEmpty()) {
      row.takeFrom(state.waiting);
    }
    if (row.isEmpty()) {
      return;
    }
    Map<String, String> line = values(row);
    if (row.epoch >= 0) {
      line.putIfAbsent("epoch", Json.number((long) row.epoch));
    }
    line.put("_step", Json.number(row.step));
    line.put("_timestamp", Json.seconds(row.lastMicros));
    line.put("_runtime", Json.seconds(state.runtimeMicros(row.lastMicros)));
    state.lastRow = row.step;
    destination.history(row.step, line);
    destination.summary(line, state.runtimeMicros(row.lastMicros) / 1_000_000);
  }

  private long runtimeSeconds() {
    return state.runtimeMicros(state.lastMicros) / 1_000_000;
  }

  private Map<String, String> values(Row row) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, RowValue> entry : row.values.entrySet()) {
      values.put(entry.getKey(), json(entry.getKey(), entry.getValue(), stepOf(row)));
    }
    return values;
  }

  private String json(String key, RowValue value, long step) throws IOException {
    if (value instanceof RowValue.Point number) {
      return number.json();
    } else if (value instanceof RowValue.Whole whole) {
      return whole.json();
    } else if (value instanceof RowValue.Pictures pictures) {
      return ImageFile.json(pictures.files());
    }
    byte[] page = Texts.page(((RowValue.Texts) value).text()).getBytes(StandardCharsets.UTF_8);
    MediaFile file = MediaFile.of("html", key, step, ".html", page);
    destination.file(file, page);
    return Json.of(file.json("html-file"));
  }
}
