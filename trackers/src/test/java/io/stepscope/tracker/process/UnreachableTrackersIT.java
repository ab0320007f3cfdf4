package io.stepscope.tracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.State;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.forward.Verification;
import io.stepscope.forward.Verify;
import io.stepscope.tracker.Trackers;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import io.stepscope.tracker.mlflow.FakeMlflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings with trackers that cannot be reached: that take every connection and never answer, or
 * refuse them.
 */
class UnreachableTrackersIT {
  private static final int STEPS = 5_000;
  private static final String KEY = "0123456789abcdef0123456789abcdef01234567";

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path dir;

  @Test
  @SuppressWarnings("SystemOut") // figures for people, which no assertion could hold to
  void theTrainingEndsAndSyncDeliversLater() throws Exception {
    try (FakeServer blackHole = new FakeServer(new FakeMlflow());
        FakeServer nobody = new FakeServer(new FakeMlflow())) {
      blackHole.failing(FaultPlan.always(Fault.SILENT));
      nobody.stop();
      long without = millisToEnd("without", "-Dstepscope.trackers=");
      long with =
          millisToEnd(
              "with",
              "-Dstepscope.trackers=mlflow,wandb",
              "-Dstepscope.mlflow.uri=" + blackHole.uri(),
              "-Dstepscope.wandb.mode=online",
              "-Dstepscope.wandb.api_key=" + KEY,
              "-Dstepscope.wandb.base_url=" + nobody.uri());
      System.out.printf(
          "from the last step to the exit: %d ms without trackers, %d ms with all of them unreachable%n",
          without, with);
      assertThat(Files.readString(dir.resolve("with.err")))
          .contains("not all trackers have everything yet");
      assertThat(blackHole.requests()).as("requests without an answer").isNotEmpty();

      blackHole.failing(FaultPlan.none());
      RunFolder run = new RunFolder(dir.resolve("with/otter"));
      synced(run, "mlflow", Map.of("uri", blackHole.uri().toString()));
      synced(run, "wandb", Map.of("mode", "offline", "dir", dir.resolve("wandb").toString()));
    }
  }

  @Test
  @SuppressWarnings("SystemOut") // as above
  void aTrackerThatWorksIsServedMeanwhile() throws Exception {
    try (FakeServer blackHole = new FakeServer(new FakeMlflow())) {
      blackHole.failing(FaultPlan.always(Fault.SILENT));
      Process program =
          start(
              "beside",
              "-Dstepscope.trackers=mlflow,jsonl",
              "-Dstepscope.mlflow.uri=" + blackHole.uri(),
              "-Dstepscope.jsonl.dir=" + dir.resolve("jsonl"));
      long recorded = System.nanoTime();
      long behind;
      try {
        Path file = dir.resolve("jsonl/otter.jsonl");
        long deadline = recorded + TimeUnit.SECONDS.toNanos(60);
        while (scalars(file) < STEPS) {
          assertThat(System.nanoTime()).as("everything is there").isLessThan(deadline);
          LockSupport.parkNanos(1_000_000);
        }
        behind = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - recorded);
        assertThat(program.isAlive()).as("the training goes on").isTrue();
      } finally {
        program.destroyForcibly();
      }
      System.out.printf(
          "all values delivered %d ms after the last one, beside a tracker that never answers%n",
          behind);
      // Two seconds, and as much again and more for a machine that does much else.
      assertThat(behind).isLessThan(20_000);
    }
  }

  private static long scalars(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.contains("\"type\":\"scalar\"")).count();
    }
  }

  private static void synced(RunFolder run, String name, Map<String, String> keys)
      throws Exception {
    ConfiguredTracker tracker = new ConfiguredTracker(Trackers.named(name), keys);
    SyncOptions options = new SyncOptions(false, Duration.ofMinutes(1), status -> {});
    ForwardStatus status = Sync.deliver(run, List.of(tracker), any -> false, options).get(0);
    assertThat(status.state()).as(status.toString()).isEqualTo(State.COMPLETE);
    Verification verification = Verify.of(run, tracker);
    assertThat(verification.problem()).isEmpty();
    assertThat(verification.differences()).isEmpty();
    assertThat(verification.kinds().toString()).contains("expected=" + STEPS);
  }

  /** Records in a process of its own; returns how long that takes to exit after its last step. */
  private long millisToEnd(String runs, String... options)
      throws IOException, InterruptedException {
    Process program = start(runs, options);
    try {
      long ending = System.nanoTime();
      program.outputWriter().write("go on\n");
      program.outputWriter().flush();
      // Far longer than it may take, for a machine that does much else.
      assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("the training ended").isTrue();
      assertThat(program.exitValue()).isZero();
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ending);
    } finally {
      program.destroyForcibly();
    }
  }

  /** Starts a training and waits until it has recorded its steps. */
  private Process start(String runs, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dstepscope.dir=" + dir.resolve(runs));
    command.addAll(List.of(options));
    command.add(RecordingProgram.class.getName());
    command.addAll(List.of(Integer.toString(STEPS), "0"));
    Process program =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectError(dir.resolve(runs + ".err").toFile())
            .start();
    assertThat(program.inputReader().readLine()).isEqualTo("recorded");
    return program;
  }
}
