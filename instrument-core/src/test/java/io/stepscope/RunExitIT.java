package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.Event;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import io.stepscope.journal.JournalReader;
import io.stepscope.recorder.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process that records ends, seen from outside. */
class RunExitIT {

  @TempDir private Path dir;

  @Test
  void aTrackerThatHangsForEverDoesNotKeepTheProcess() throws Exception {
    Ended ended = record("hanging", "close");

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output).as("standard output belongs to the program").isEqualTo("trained\n");
    assertThat(ended.errors).contains("recording run", "not all trackers have everything yet");
    assertThat(state().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(scalars()).hasSize(1_000);
  }

  @Test
  void aProcessThatEndsWithoutEndingTheRunStopsIt() throws Exception {
    Ended ended = record("hanging", "return");

    assertThat(ended.exitCode).isZero();
    assertThat(state().status()).isEqualTo(RunStatus.STOPPED);
    assertThat(state().reason()).contains("exited before the run was ended");
    assertThat(scalars()).hasSize(1_000);
  }

  @Test
  void systemExitKeepsItsCode() throws Exception {
    assertThat(record("", "exit").exitCode).isEqualTo(7);
    assertThat(state().status()).isEqualTo(RunStatus.STOPPED);
  }

  @Test
  void anExceptionThatNobodyCatchesIsTheEndOfItsRun() throws Exception {
    Ended ended = record("", "throw");

    assertThat(ended.exitCode).isEqualTo(1);
    assertThat(ended.errors)
        .contains("Exception in thread \"main\" java.lang.IllegalStateException: on purpose");
    assertThat(state().status()).isEqualTo(RunStatus.FAILED);
    assertThat(state().reason()).isEqualTo("java.lang.IllegalStateException: on purpose");
    assertThat(scalars()).hasSize(1_000);
  }

  @Test
  void aHeapThatIsFullOfSmallThingsIsToldOf() throws Exception {
    Ended ended = record("", "memory", "-Xmx32m");

    assertThat(ended.exitCode).as(ended.errors).isEqualTo(1);
    assertThat(ended.errors).contains("java.lang.OutOfMemoryError");
    assertThat(state().status()).isEqualTo(RunStatus.FAILED);
    assertThat(state().reason()).startsWith("java.lang.OutOfMemoryError: ");
    assertThat(scalars()).hasSize(1_000);
    assertThat(events())
        .filteredOn(Alert.class::isInstance)
        .singleElement()
        .satisfies(
            alert ->
                assertThat(((Alert) alert).text())
                    .startsWith("java.lang.OutOfMemoryError: ")
                    .contains(" of at most 32.0 MiB."));
    assertThat(events())
        .filteredOn(Artifact.class::isInstance)
        .extracting(artifact -> ((Artifact) artifact).name())
        .containsExactly("memory.json");
  }

  @Test
  void aRunWhoseEndHangsDoesNotKeepTheProcess() throws Exception {
    assertThat(record("", "hang").exitCode).isZero();
    assertThat(state().status()).isEqualTo(RunStatus.KILLED);
    assertThat(scalars()).hasSize(1_000);
  }

  @Test
  void aHaltedProcessLeavesAKilledRunWithEverythingInIt() throws Exception {
    assertThat(record("", "halt").exitCode).isEqualTo(9);

    assertThat(journalBytes()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(state().reason()).isEqualTo("the process halted with code 9");
    assertThat(events()).as("a killed run has no end").noneMatch(RunEnded.class::isInstance);
    assertThat(state().status()).isEqualTo(RunStatus.KILLED);
    assertThat(journalBytes()).as("the first reader gives back what is unused").isLessThan(1 << 17);
    assertThat(scalars()).hasSize(1_000);
    assertThat(state().status()).isEqualTo(RunStatus.KILLED);
  }

  private Ended record(String trackers, String end, String... options)
      throws IOException, InterruptedException {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-Dstepscope.dir=" + dir.resolve("runs"),
            "-Dstepscope.trackers=" + trackers,
            Program.class.getName(),
            end));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    // Bounded so that a hang fails the test; how long it really takes is measured in the
    // benchmarks.
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("process ended").isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private RunFolder run() throws IOException {
    return RunFolder.list(dir.resolve("runs")).get(0);
  }

  private long journalBytes() throws IOException {
    try (Stream<Path> files = Files.list(run().journal(0))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private RunState state() throws IOException {
    return RunState.of(run(), Clock.systemUTC());
  }

  private List<Event> scalars() throws IOException {
    return events().stream().filter(Scalar.class::isInstance).toList();
  }

  private List<Event> events() throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(run().journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }

  private record Ended(int exitCode, String output, String errors) {}

  /** A training that ends in the way that its argument says. */
  static final class Program {
    private static final List<Object> KEPT = new ArrayList<>();

    public static void main(String[] args) {
      Run run = Run.builder().start();
      for (int step = 0; step < 1_000; step++) {
        run.scalar("train/loss", step, 1.0 / (step + 1));
      }
      System.out.print("trained\n");
      switch (args[0]) {
        case "close" -> run.close();
        case "exit" -> System.exit(7);
        case "halt" -> {
          // As the agent tells it.
          ExitCode.halts(9);
          Runtime.getRuntime().halt(9);
        }
        case "throw" -> throw new IllegalStateException("on purpose");
        case "memory" -> fill();
        case "hang" -> run.onExit(Program::never);
        default -> {
          return;
        }
      }
    }

    private static void fill() {
      while (true) {
        KEPT.add(new long[4]);
      }
    }

    private static RunStatus never() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return RunStatus.FINISHED;
    }
  }
}
