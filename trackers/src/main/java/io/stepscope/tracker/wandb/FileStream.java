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
import java.util.function.LongConsumer;

/**
 * The stream of lines of one run: history, system measurements, console, and the summary as one
 * line that is replaced.
 *
 * <p>Requests hold up to 4 MiB, or one line; the service takes about 10. One that it finds too
 * large is sent in smaller ones, and a line that is too long by itself is left out, so that later
 * ones go.
 *
 * @see <a href="https://github.com/wandb/wandb/tree/main/core/internal/filestream">What W&amp;B's
 *     client sends</a>
 */
final class FileStream {
  private static final long REQUEST = 4L << 20;
  private static final long NO_STEP = -1;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final StreamLines history;
  private final StreamLines events;
  private final StreamLines console;
  private final List<StreamLines> lines;
  private final SummaryLine summary = new SummaryLine();
  private final List<String> uploaded = new ArrayList<>();
  private int exitCode = -1;

  // Of the request that is on its way.
  private long most = REQUEST;
  private long bytes;
  private boolean withSummary;
  private boolean withEnd;

  /** Goes on after so many lines of each file. */
  FileStream(long historyLines, long eventLines, long consoleLines) {
    history = new StreamLines("wandb-history.jsonl", historyLines);
    events = new StreamLines("wandb-events.jsonl", eventLines);
    console = new StreamLines("output.log", consoleLines);
    lines = List.of(history, events, console);
  }

  /** Takes what the service holds of the summary. */
  void known(Map<String, String> values) {
    summary.known(values);
  }

  void history(long step, Map<String, String> line) {
    history.add(Json.object(line), step);
  }

  void summary(Map<String, String> values, long runtimeSeconds) {
    summary.set(values);
    summary.set(Map.of("_wandb", "{\"runtime\":" + runtimeSeconds + '}'));
  }

  void system(long timeMicros, long runtimeMicros, Map<String, String> values) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("_wandb", "true");
    line.put("_timestamp", Json.seconds(timeMicros));
    line.put("_runtime", Json.seconds(runtimeMicros));
    values.forEach((key, json) -> line.put("system." + key, json));
    events.add(Json.object(line), NO_STEP);
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
            + line.text(),
        NO_STEP);
  }

  void uploaded(String path) {
    uploaded.add(path);
  }

  /** The run ended, or goes on if the code is negative. */
  void end(int newExitCode) {
    exitCode = newExitCode;
  }

  /**
   * The next request, which must be followed by {@link #taken} or {@link #tooLarge}; empty when
   * there is nothing to send.
   */
  String next() {
    bytes = 0;
    for (StreamLines file : lines) {
      bytes += file.offer(most - bytes, bytes == 0);
    }
    boolean all = lines.stream().allMatch(StreamLines::offersAll);
    String line = all && summary.isChanged() ? summary.json() : "";
    withSummary = !line.isEmpty() && (offered() == 0 || bytes + Row.bytes(line) <= most);
    bytes += withSummary ? Row.bytes(line) : 0;
    withEnd = exitCode >= 0 && all && (withSummary || !summary.isChanged());
    if (offered() == 0 && !withSummary && uploaded.isEmpty() && !withEnd) {
      return "";
    }
    return body(line);
  }

  private int offered() {
    return lines.stream().mapToInt(StreamLines::offered).sum();
  }

  private String body(String summaryLine) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    if (offered() > 0 || withSummary) {
      json.name("files").beginObject();
      lines.forEach(file -> file.write(json));
      if (withSummary) {
        json.name("wandb-summary.json").beginObject().name("offset").value(0);
        json.name("content").beginArray().value(summaryLine).endArray().endObject();
      }
      json.endObject();
    }
    if (!uploaded.isEmpty()) {
      json.name("uploaded").value(uploaded);
    }
    if (withEnd) {
      json.name("complete").value(true).name("exitcode").value(exitCode);
    }
    json.endObject();
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }

  /** The service took the request. */
  void taken() {
    lines.forEach(StreamLines::taken);
    uploaded.clear();
    if (withSummary) {
      summary.taken();
    }
    if (withEnd) {
      exitCode = -1;
    }
  }

  /**
   * The service found the request too large. The next one is smaller, or leaves out what was alone
   * in it.
   *
   * @param leftOut told the step of a line of history that is left out; negative for other lines
   * @return whether the next one may be taken
   */
  boolean tooLarge(LongConsumer leftOut) {
    int pieces = offered() + (withSummary ? 1 : 0);
    if (pieces > 1) {
      most = bytes / 2;
    } else if (withSummary) {
      summary.tooLong();
    } else if (pieces == 1) {
      for (StreamLines file : lines) {
        if (file.offered() == 1) {
          leftOut.accept(file.leaveOut());
          break;
        }
      }
    }
    return pieces > 0;
  }

  /** Lines sent of history, events and console. */
  List<Long> sent() {
    return List.of(history.sent(), events.sent(), console.sent());
  }
}
