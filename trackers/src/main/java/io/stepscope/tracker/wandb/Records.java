package io.stepscope.tracker.wandb;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import java.util.List;
import java.util.Map;

/**
 * The messages that a {@code .wandb} file is made of: one {@code Record} each, of which only the
 * kinds are here that we write.
 *
 * @see <a
 *     href="https://github.com/wandb/wandb/blob/main/wandb/proto/wandb_internal.proto">wandb_internal.proto</a>
 */
final class Records {
  /** Fields of {@code Record}, the kinds. */
  static final int HISTORY = 2;

  static final int SUMMARY = 3;
  static final int CONFIG = 5;
  static final int FILES = 6;
  static final int STATS = 7;
  static final int ARTIFACT = 8;
  static final int ALERT = 10;
  static final int TELEMETRY = 11;
  static final int OUTPUT_RAW = 13;
  static final int RUN = 17;
  static final int EXIT = 18;
  static final int FINAL = 20;
  static final int HEADER = 21;
  static final int FOOTER = 22;

  /** What W&amp;B's own client writes as the oldest one that can read the file. */
  private static final String OLDEST_READER = "0.70.0";

  static final int KEY = 1;
  private static final int NESTED_KEY = 2;
  static final int VALUE_JSON = 16;

  /** Fields of {@code HistoryRecord} and {@code StatsRecord}. */
  static final int HISTORY_ITEM = 1;

  static final int HISTORY_STEP = 2;
  static final int STATS_ITEM = 3;

  private static final int OF_WANDB = 1;
  private static final int MEDIA = 2;
  private static final long MICROS = 1_000_000;

  private Records() {}

  static Message header(String version) {
    Message info = new Message().text(1, "stepscope-" + version).text(2, OLDEST_READER);
    return new Message().message(1, info);
  }

  static Message run(RunState state, WandbSettings settings) {
    RunFacts facts = state.facts;
    Message run = new Message();
    run.text(1, settings.run()).text(2, settings.entity()).text(3, settings.project(facts));
    run.text(6, settings.group()).text(7, settings.jobType());
    run.text(8, settings.name(facts)).text(9, settings.notes());
    settings.tags(state.tags).forEach(tag -> run.item(10, tag));
    run.text(13, facts.host());
    run.message(17, timestamp(state.startMicros));
    if (!facts.commit().isEmpty() || !facts.remote().isEmpty()) {
      run.message(21, new Message().text(1, facts.remote()).text(2, facts.commit()));
    }
    return run;
  }

  /** Who wrote the file; by what it holds readers also know that the run began. */
  static Message telemetry(String version) {
    return new Message().text(12, "stepscope-" + version);
  }

  static Message config(List<String> path, String json) {
    return new Message().message(1, item(path, json));
  }

  static Message history(long step, Map<String, String> line) {
    Message history = new Message();
    line.forEach((key, json) -> history.message(HISTORY_ITEM, item(key, json)));
    return history.message(HISTORY_STEP, new Message().number(1, step));
  }

  static Message summary(Map<String, String> values, long runtimeSeconds) {
    Message summary = new Message();
    values.forEach((key, json) -> summary.message(1, item(key, json)));
    return summary.message(1, item("_wandb", "{\"runtime\":" + runtimeSeconds + '}'));
  }

  static Message stats(long timeMicros, Map<String, String> values) {
    Message stats = new Message().message(2, timestamp(timeMicros));
    values.forEach((key, json) -> stats.message(STATS_ITEM, item(key, json)));
    return stats;
  }

  static Message output(ConsoleLine line) {
    long stream = line.stream() == ConsoleLine.Stream.STDOUT ? 1 : 0;
    int rank = line.stamp().rank();
    String text = (rank == 0 ? "" : "[rank" + rank + "] ") + line.text() + '\n';
    return new Message()
        .number(1, stream)
        .message(2, timestamp(line.stamp().timeMicros()))
        .text(3, text);
  }

  /** A file that lies in the folder {@code files}. */
  static Message file(String path) {
    int type = path.startsWith("media/") ? MEDIA : OF_WANDB;
    return new Message().message(1, new Message().text(1, path).number(3, type));
  }

  static Message alert(Alert alert) {
    return new Message().text(1, alert.title()).text(2, alert.text()).text(3, level(alert));
  }

  static String level(Alert alert) {
    return alert.severity() == Alert.Severity.WARNING ? "WARN" : alert.severity().name();
  }

  static Message artifact(ArtifactVersion artifact, WandbSettings settings, RunFacts facts) {
    Message layout = new Message().text(1, "storageLayout").text(2, "\"V2\"");
    Message entry = new Message();
    entry.text(1, artifact.path()).text(2, artifact.md5()).number(4, artifact.bytes());
    entry.text(6, artifact.file().toAbsolutePath().toString());
    Message manifest = new Message();
    manifest.number(1, 1).text(2, "wandb-storage-policy-v1").message(3, layout).message(4, entry);
    Message record = new Message();
    record.text(1, settings.run()).text(2, settings.project(facts)).text(3, settings.entity());
    record.text(4, artifact.type()).text(5, artifact.collection()).text(6, artifact.digest());
    record.item(11, "latest").message(12, manifest).flag(14, true);
    return record.text(15, artifact.clientId()).text(16, artifact.sequenceClientId());
  }

  static Message exit(int exitCode, long runtimeSeconds) {
    return new Message().number(1, exitCode).number(2, runtimeSeconds);
  }

  private static Message item(String key, String json) {
    return new Message().text(KEY, key).text(VALUE_JSON, json);
  }

  /** The readers want either a key or a nested one. */
  private static Message item(List<String> path, String json) {
    if (path.size() == 1) {
      return item(path.get(0), json);
    }
    Message item = new Message();
    path.forEach(name -> item.item(NESTED_KEY, name));
    return item.text(VALUE_JSON, json);
  }

  private static Message timestamp(long micros) {
    return new Message()
        .number(1, Math.floorDiv(micros, MICROS))
        .number(2, Math.floorMod(micros, MICROS) * 1_000);
  }
}
