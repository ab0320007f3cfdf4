package io.stepscope.tracker.wandb;

import io.stepscope.tracker.testkit.ProtoMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a {@code .wandb} file says, in the terms in which the service would be told. */
public final class LoggedRun {
  final List<Map<String, String>> history = new ArrayList<>();
  final Map<String, String> summary = new LinkedHashMap<>();
  final Map<String, String> config = new LinkedHashMap<>();
  public final List<String> system = new ArrayList<>();
  final List<String> console = new ArrayList<>();
  final List<String> files = new ArrayList<>();
  final List<ProtoMessage> runs = new ArrayList<>();
  final List<ProtoMessage> alerts = new ArrayList<>();
  final List<ProtoMessage> artifacts = new ArrayList<>();
  final List<String> kinds = new ArrayList<>();

  /** What an offline file says. */
  public static LoggedRun read(Path file) throws IOException {
    LoggedRun run = new LoggedRun();
    for (ProtoMessage record : LogReader.messages(file)) {
      run.take(record);
    }
    return run;
  }

  /** Values of a series, in the order of the rows that have it. */
  public List<String> values(String series) {
    return history.stream().map(row -> row.get(series)).filter(Objects::nonNull).toList();
  }

  private void take(ProtoMessage record) {
    if (record.has(Records.HISTORY)) {
      ProtoMessage line = record.message(Records.HISTORY);
      Map<String, String> values = items(line.messages(1));
      kinds.add("history");
      if (!Long.toString(step(line)).equals(values.get("_step"))) {
        throw new AssertionError(values.get("_step") + " in step " + step(line));
      }
      history.add(values);
    } else if (record.has(Records.SUMMARY)) {
      kinds.add("summary");
      summary.putAll(items(record.message(Records.SUMMARY).messages(1)));
    } else if (record.has(Records.CONFIG)) {
      kinds.add("config");
      config.putAll(items(record.message(Records.CONFIG).messages(1)));
    } else if (record.has(Records.STATS)) {
      kinds.add("stats");
      ProtoMessage stats = record.message(Records.STATS);
      system.add(time(stats.message(2)) + " " + items(stats.messages(3)));
    } else if (record.has(Records.OUTPUT_RAW)) {
      kinds.add("output");
      ProtoMessage line = record.message(Records.OUTPUT_RAW);
      console.add((line.has(1) ? "out " : "err ") + line.string(3));
    } else if (record.has(Records.FILES)) {
      kinds.add("files");
      files.add(record.message(Records.FILES).messages(1).get(0).string(1));
    } else if (record.has(Records.RUN)) {
      kinds.add("run");
      runs.add(record.message(Records.RUN));
    } else if (record.has(Records.ALERT)) {
      kinds.add("alert");
      alerts.add(record.message(Records.ALERT));
    } else if (record.has(Records.ARTIFACT)) {
      kinds.add("artifact");
      artifacts.add(record.message(Records.ARTIFACT));
    } else if (record.has(Records.EXIT)) {
      kinds.add("exit " + (record.message(Records.EXIT).has(1) ? "failed" : "0"));
    } else {
      kinds.add(record.has(Records.FINAL) ? "final" : record.has(Records.FOOTER) ? "footer" : "");
    }
  }

  private static long step(ProtoMessage line) {
    ProtoMessage step = line.message(2);
    return step.has(1) ? step.int64(1) : 0;
  }

  private static String time(ProtoMessage timestamp) {
    return timestamp.int64(1) + "." + (timestamp.has(2) ? timestamp.int64(2) : 0);
  }

  private static Map<String, String> items(List<ProtoMessage> items) {
    Map<String, String> values = new LinkedHashMap<>();
    for (ProtoMessage item : items) {
      String key = item.has(1) ? item.string(1) : String.join(" > ", item.strings(2));
      values.put(key, item.string(16));
    }
    return values;
  }
}
