package io.stepscope.tracker.wandb;

import io.stepscope.event.ConsoleLine;
import io.stepscope.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The stream of lines of one run: history, system measurements, console, and the summary as one
 * line that is replaced.
 *
 * <p>Requests hold up to 4 MiB of lines; the service takes about 10.
 *
 * @see <a href="https://github.com/wandb/wandb/tree/main/core/internal/filestream">What W&amp;B's
 *     client sends</a>
 */
final class FileStream {
  private static final long REQUEST = 4L << 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StreamLines history;
  private final StreamLines events;
  private final StreamLines console;
  private final Map<String, String> summary = new LinkedHashMap<>();
  private final List<String> uploaded = new ArrayList<>();
  private boolean summaryChanged;
  private int exitCode = -1;

  /** Goes on after so many lines of each file. */
  FileStream(long historyLines, long eventLines, long consoleLines) {
    history = new StreamLines("wandb-history.jsonl", historyLines);
    events = new StreamLines("wandb-events.jsonl", eventLines);
    console = new StreamLines("output.log", consoleLines);
  }

  /** Takes what the service holds of the summary. */
  void known(Map<String, String> values) {
    summary.putAll(values);
  }

  void history(Map<String, String> line) {
    history.add(Json.object(line));
  }

  void summary(Map<String, String> values, long runtimeSeconds) {
    summary.putAll(values);
    summary.put("_wandb", "{\"runtime\":" + runtimeSeconds + '}');
    summaryChanged = true;
  }

  void system(long timeMicros, long runtimeMicros, Map<String, String> values) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("_wandb", "true");
    line.put("_timestamp", Json.seconds(timeMicros));
    line.put("_runtime", Json.seconds(runtimeMicros));
    values.forEach((key, json) -> line.put("system." + key, json));
    events.add(Json.object(line));
  }

  void console(ConsoleLine line) {
    int rank = line.stamp().rank();
    long micros = line.stamp().timeMicros();
    Instant time =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    console.add(
        (line.stream() == ConsoleLine.Stream.STDERR ? "ERROR " : "")
            + TIME.format(time)
            + ' '
            + (rank == 0 ? "" : "[rank" + rank + "] ")
            + line.text());
  }

  void uploaded(String path) {
    uploaded.add(path);
  }

  /** The run ended, or goes on if the code is negative. */
  void end(int newExitCode) {
    exitCode = newExitCode;
  }

  /** The next request; empty when there is nothing to send. */
  String next() {
    boolean ends = exitCode >= 0;
    boolean lines = !history.isEmpty() || !events.isEmpty() || !console.isEmpty();
    if (!lines && !summaryChanged && uploaded.isEmpty() && !ends) {
      return "";
    }
    JsonWriter json = new JsonWriter();
    json.beginObject();
    boolean last = true;
    if (lines || summaryChanged) {
      json.name("files").beginObject();
      long left = REQUEST;
      for (StreamLines file : List.of(history, events, console)) {
        if (!file.isEmpty() && left > 0) {
          left -= file.take(left, json);
        }
        last &= file.isEmpty();
      }
      if (last && summaryChanged) {
        json.name("wandb-summary.json").beginObject().name("offset").value(0);
        json.name("content").beginArray().value(Json.object(summary)).endArray().endObject();
        summaryChanged = false;
      }
      json.endObject();
    }
    if (!uploaded.isEmpty()) {
      json.name("uploaded").value(uploaded);
      uploaded.clear();
    }
    if (last && ends) {
      json.name("complete").value(true).name("exitcode").value(exitCode);
      exitCode = -1;
    }
    json.endObject();
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }

  /** Lines sent of history, events and console. */
  List<Long> sent() {
    return List.of(history.sent(), events.sent(), console.sent());
  }
}
