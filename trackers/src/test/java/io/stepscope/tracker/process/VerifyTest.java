package io.stepscope.tracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Alert;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.Fate;
import io.stepscope.forward.StoredReceipts;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.forward.Verification;
import io.stepscope.forward.Verify;
import io.stepscope.tracker.Trackers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads back what trackers that write files hold, and finds what somebody changed. */
class VerifyTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void findsThatJsonLinesAreWhatWasRecorded() throws Exception {
    RunFolder run = record();
    ConfiguredTracker jsonl = jsonl();
    deliver(run, jsonl);

    Verification verification = Verify.of(run, jsonl);

    assertThat(verification.problem()).isEmpty();
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.isSame()).isTrue();
    assertThat(verification.kinds())
        .containsEntry(EventKind.SCALAR, new Verification.Kind(205, 205, 5, 0))
        .containsKeys(EventKind.HISTOGRAM, EventKind.ALERT, EventKind.RUN_ENDED);
  }

  @Test
  void findsALineThatIsMissingAndOneThatWasChanged() throws Exception {
    RunFolder run = record();
    ConfiguredTracker jsonl = jsonl();
    deliver(run, jsonl);
    Path file = dir.resolve("jsonl/otter.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.removeIf(line -> line.contains("\"name\":\"train/loss\",\"step\":17,"));
    lines.replaceAll(
        line ->
            line.contains("\"name\":\"train/accuracy\",\"step\":3,")
                ? line.replace("\"value\":", "\"value\":1")
                : line);
    Files.write(file, lines);

    Verification verification = Verify.of(run, jsonl);

    assertThat(verification.isSame()).isFalse();
    assertThat(verification.differences())
        .containsExactly(
            new Verification.Difference(EventKind.SCALAR, "train/accuracy", 100, 100),
            new Verification.Difference(EventKind.SCALAR, "train/loss", 100, 99));
  }

  @Test
  void findsThatEventFilesHoldWhatWasRecorded() throws Exception {
    RunFolder run = record();
    ConfiguredTracker tensorboard = new ConfiguredTracker(Trackers.named("tensorboard"), Map.of());
    deliver(run, tensorboard);

    Verification verification = Verify.of(run, tensorboard);

    assertThat(verification.problem()).isEmpty();
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.kinds())
        .containsEntry(EventKind.SCALAR, new Verification.Kind(205, 205, 5, 0));
    assertThat(verification.kinds())
        .containsEntry(EventKind.TIMING, new Verification.Kind(100, 100, 1, 0));
    assertThat(verification.kinds())
        .containsEntry(EventKind.HISTOGRAM, new Verification.Kind(3, 3, 3, 0));
  }

  @Test
  void saysThatAnEventFileIsDamaged() throws Exception {
    RunFolder run = record();
    ConfiguredTracker tensorboard = new ConfiguredTracker(Trackers.named("tensorboard"), Map.of());
    deliver(run, tensorboard);
    try (Stream<Path> files = Files.list(run.root())) {
      Path file = files.filter(one -> one.toString().endsWith(".stepscope")).findFirst().get();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }

    Verification verification = Verify.of(run, tensorboard);

    assertThat(verification.isSame()).isFalse();
    assertThat(verification.problem()).contains("wrong checksum");
  }

  @Test
  void expectsNothingThatCameTooLateForATrackerWhoseStepsMustRise() throws Exception {
    RunFolder run;
    try (Run recording = start()) {
      for (int step = 0; step < 200; step++) {
        recording.scalar("train/loss", step, 1.0f / (step + 1));
        recording.stepComplete(step);
        if (step % 50 == 49) {
          recording.scalar("late", step - 10, 1.0);
        }
      }
      run = new RunFolder(recording.folder());
    }
    ConfiguredTracker wandb =
        new ConfiguredTracker(
            Trackers.named("wandb"),
            Map.of("mode", "offline", "dir", dir.resolve("wandb").toString()));
    deliver(run, wandb);

    Verification verification = Verify.of(run, wandb);

    assertThat(verification.problem()).isEmpty();
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.kinds())
        .containsEntry(EventKind.SCALAR, new Verification.Kind(200, 200, 1, 0));
    assertThat(StoredReceipts.of(run))
        .singleElement()
        .satisfies(
            status ->
                assertThat(status.receipts().count(Fate.SKIPPED, EventKind.SCALAR)).isEqualTo(4));
  }

  @Test
  void doesNotJudgeATrackerThatDoesNotHaveEverything() throws IOException {
    RunFolder run = record();

    Verification verification = Verify.of(run, jsonl());

    assertThat(verification.isSame()).isFalse();
    assertThat(verification.problem()).contains("does not have everything");
  }

  private RunFolder record() {
    try (Run run = start()) {
      for (int step = 0; step < 100; step++) {
        run.scalar("train/loss", step, 1.0f / (step + 1));
        run.scalar("train/accuracy", step, Math.sin(step));
        run.timing("time/step", step, 1_000 + step);
      }
      run.scalar("odd \"name\" \\ 損失", 3, Double.NaN);
      run.scalar("train/negative-zero", 3, -0.0);
      run.scalar("train/infinite", 3, Double.NEGATIVE_INFINITY);
      run.scalar("train/infinite", 4, Double.MAX_VALUE);
      run.scalar("train/infinite", 5, 0.1);
      run.histogram("weights/a", 3, new float[] {1, 2, 3, Float.NaN, Float.POSITIVE_INFINITY});
      run.alert(Alert.Severity.WARNING, "title", "text");
      return new RunFolder(run.folder());
    }
  }

  private Run start() {
    return Run.builder()
        .dir(dir.resolve("runs"))
        .id("otter")
        .set("trackers", "")
        .set("progress", "off")
        .start();
  }

  private ConfiguredTracker jsonl() {
    return new ConfiguredTracker(
        Trackers.named("jsonl"), Map.of("dir", dir.resolve("jsonl").toString()));
  }

  private static void deliver(RunFolder run, ConfiguredTracker tracker)
      throws InterruptedException {
    SyncOptions options = new SyncOptions(false, Duration.ofSeconds(30), status -> {});
    assertThat(Sync.deliver(run, List.of(tracker), asked -> false, options).get(0).hasEverything())
        .isTrue();
  }
}
