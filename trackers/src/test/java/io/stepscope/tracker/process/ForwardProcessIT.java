package io.stepscope.tracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code forward=process}: trainings in processes of their own, and what becomes of their runs. */
@Timeout(240)
class ForwardProcessIT {
  private static final long LONG = TimeUnit.SECONDS.toNanos(60);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  private @Nullable Process training;

  @AfterEach
  void end() {
    if (training != null) {
      training.destroyForcibly();
    }
  }

  @Test
  void deliversTheBacklogAfterTheTrainingHasExited() throws Exception {
    Process program = start(10, 300_000);
    String said = goOn(program);

    assertThat(program.exitValue()).isZero();
    assertThat(said).contains("a process of its own delivers the rest");
    until("the end is delivered", () -> isEnded("finished"));
    assertThat(steps()).hasSize(300_010).isSorted();
    assertThat(lines("\"type\":\"ended\"")).hasSize(1);
  }

  @Test
  void tellsTrackersThatTheTrainingWasKilled() throws Exception {
    Process program = start(1_000, 0);
    until("it is forwarded while it runs", () -> steps().size() == 1_000);
    ProcessHandle forwarder = forwarder(program);

    program.destroyForcibly().waitFor();

    until("the death is delivered", () -> isEnded("killed"));
    until("the forwarder is gone", () -> !forwarder.isAlive());
    assertThat(steps()).hasSize(1_000);
  }

  @Test
  void goesOnOnThreadsWhenTheProcessDies() throws Exception {
    Process program = start(1_000, 1_000);
    until("it is forwarded", () -> steps().size() == 1_000);
    forwarder(program).destroyForcibly();
    until("the run has another forwarder", () -> holder() == program.pid());

    String said = goOn(program);

    assertThat(said).contains("forwarding on threads instead");
    assertThat(steps()).hasSize(2_000).isSorted();
    assertThat(isEnded("finished")).isTrue();
  }

  /** Starts a training and waits until it has recorded its first steps. */
  private Process start(int before, int after) throws IOException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dstepscope.dir=" + dir.resolve("runs"),
                "-Dstepscope.trackers=jsonl",
                "-Dstepscope.jsonl.dir=" + dir.resolve("jsonl"),
                "-Dstepscope.forward=process",
                RecordingProgram.class.getName(),
                Integer.toString(before),
                Integer.toString(after))
            .directory(dir.toFile())
            .redirectErrorStream(false)
            .start();
    training = program;
    assertThat(program.inputReader().readLine()).isEqualTo("recorded");
    return program;
  }

  /**
   * Lets the training go on to its end; returns what it said. A forwarder that held on to the
   * streams of the training would keep this from returning.
   */
  private static String goOn(Process program) throws IOException, InterruptedException {
    program.outputWriter().write("go on\n");
    program.outputWriter().flush();
    try (BufferedReader errors = program.errorReader()) {
      List<String> said = errors.lines().toList();
      program.waitFor();
      return String.join("\n", said);
    }
  }

  private static ProcessHandle forwarder(Process program) {
    return program.children().findFirst().orElseThrow();
  }

  /** Who forwards, as the lock says. */
  private long holder() {
    try {
      String text = Files.readString(dir.resolve("runs/otter/cursors/jsonl.lock"));
      return Long.parseLong(text.substring(0, text.indexOf('@')));
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  private boolean isEnded(String status) {
    return !lines("\"type\":\"ended\"").isEmpty()
        && lines("\"type\":\"ended\"").get(0).contains("\"status\":\"" + status + '"');
  }

  private List<Long> steps() {
    return lines("\"type\":\"scalar\"").stream()
        .map(line -> line.replaceAll(".*\"step\":(\\d+),.*", "$1"))
        .map(Long::valueOf)
        .toList();
  }

  private List<String> lines(String part) {
    Path file = dir.resolve("jsonl/otter.jsonl");
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.contains(part)).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
