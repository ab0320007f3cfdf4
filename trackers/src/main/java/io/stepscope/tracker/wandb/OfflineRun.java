package io.stepscope.tracker.wandb;

import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.tracker.ReadBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as {@code <dir>/offline-run-<time>-<run>/run-<run>.wandb}, which {@code wandb sync} takes,
 * with the files that it refers to in {@code files/} beside it.
 *
 * <p>The position names the length of the file, the number of the last record and the folder. The
 * bytes of a file depend on the events alone. What ends a run is written behind the length that the
 * position names, and is cut off if more comes.
 */
final class OfflineRun implements Destination {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final WandbSettings settings;
  private String folder = "";
  private long offset;
  private long records;
  private RunFacts facts = RunFacts.UNKNOWN;
  private @Nullable End end;
  private @Nullable TransactionLog log;

  private record End(int exitCode, long runtimeSeconds) {}

  OfflineRun(WandbSettings settings) {
    this.settings = settings;
  }

  /**
   * Opens the file that a position names, and cuts off what was not acknowledged.
   *
   * @throws UnusableCheckpointException if the file is not as it was left
   */
  static OfflineRun reopen(WandbSettings settings, RunState state) throws IOException {
    OfflineRun run = new OfflineRun(settings);
    if (state.position.isEmpty()) {
      return run;
    }
    run.at(state.position);
    run.facts = state.facts;
    if (state.exitCode >= 0) {
      run.end(state.exitCode, state.endSeconds());
    }
    run.reopen();
    return run;
  }

  /** What compares a run with its file; null if it has none. */
  static @Nullable ReadBack readBack(WandbSettings settings, String checkpoint) {
    try {
      if (Checkpoint.way(checkpoint) != Way.OFFLINE) {
        return null;
      }
      OfflineRun run = new OfflineRun(settings);
      run.at(Checkpoint.read(checkpoint).position);
      return new WandbReadBack(run.file());
    } catch (UnusableCheckpointException e) {
      return null;
    }
  }

  private void at(String position) throws UnusableCheckpointException {
    String[] parts = position.split(" ", 3);
    if (parts.length != 3) {
      throw new UnusableCheckpointException("the checkpoint is damaged");
    }
    offset = Long.parseLong(parts[0]);
    records = Long.parseLong(parts[1]);
    folder = parts[2];
  }

  private TransactionLog reopen() throws IOException {
    TransactionLog opened = TransactionLog.reopen(file(), offset);
    log = opened;
    // Left by wandb sync, which would not look at the file again.
    Files.deleteIfExists(root().resolve(file().getFileName() + ".synced"));
    return opened;
  }

  @Override
  public void run(RunState state) throws IOException {
    facts = state.facts;
    if (state.exitCode < 0) {
      end = null;
    }
    if (folder.isEmpty()) {
      Instant start = Instant.ofEpochSecond(state.startMicros / 1_000_000);
      folder = "offline-run-" + TIME.format(start) + '-' + settings.run();
      Files.createDirectories(files());
      log = TransactionLog.create(file());
      write(Records.HEADER, Records.header(facts.version()));
      write(Records.RUN, Records.run(state, settings));
      write(Records.TELEMETRY, Records.telemetry(facts.version()));
    } else {
      write(Records.RUN, Records.run(state, settings));
    }
  }

  @Override
  public void config(List<String> path, String json) throws IOException {
    write(Records.CONFIG, Records.config(path, json));
  }

  @Override
  public void history(long step, Map<String, String> line) throws IOException {
    write(Records.HISTORY, Records.history(step, line));
  }

  @Override
  public void summary(Map<String, String> values, long runtimeSeconds) throws IOException {
    write(Records.SUMMARY, Records.summary(values, runtimeSeconds));
  }

  @Override
  public void system(long timeMicros, long runtimeMicros, Map<String, String> values)
      throws IOException {
    write(Records.STATS, Records.stats(timeMicros, values));
  }

  @Override
  public void console(ConsoleLine line) throws IOException {
    write(Records.OUTPUT_RAW, Records.output(line));
  }

  @Override
  public void file(MediaFile file, byte[] content) throws IOException {
    Path path = files().resolve(file.path());
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(path, content);
    write(Records.FILES, Records.file(file.path()));
  }

  @Override
  public void alert(Alert alert) throws IOException {
    write(Records.ALERT, Records.alert(alert));
  }

  @Override
  public void artifact(ArtifactVersion artifact) throws IOException {
    write(Records.ARTIFACT, Records.artifact(artifact, settings, facts));
  }

  @Override
  public void end(int exitCode, long runtimeSeconds) {
    end = new End(exitCode, runtimeSeconds);
  }

  @Override
  public String commit(Outcome outcome) throws IOException {
    TransactionLog to = log();
    to.flush();
    offset = to.offset();
    long before = records;
    if (end != null) {
      write(Records.EXIT, Records.exit(end.exitCode, end.runtimeSeconds));
      write(Records.FINAL, new Message());
      write(Records.FOOTER, new Message());
      records = before;
      to.flush();
      close();
    }
    return offset + " " + records + ' ' + folder;
  }

  private void write(int kind, Message record) throws IOException {
    TransactionLog to = log();
    records++;
    to.append(new Message().number(1, records).message(kind, record).toByteArray());
  }

  private TransactionLog log() throws IOException {
    if (folder.isEmpty()) {
      throw new IllegalStateException("the run has not begun");
    }
    return log == null ? reopen() : log;
  }

  private Path root() {
    return settings.folder().resolve(folder);
  }

  private Path file() {
    return root().resolve("run-" + settings.run() + ".wandb");
  }

  private Path files() {
    return root().resolve("files");
  }

  @Override
  public void close() throws IOException {
    TransactionLog closing = log;
    log = null;
    if (closing != null) {
      closing.close();
    }
  }
}
