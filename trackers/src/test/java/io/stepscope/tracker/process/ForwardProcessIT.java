package io.stepscope.tracker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code forward=process}: trainings in processes of their own, and what becomes of their runs. */
@Timeout(240)
class ForwardProcessIT {
  private static final String ENDED = "\"type\":\"ended\"";
  private static final long LONG = TimeUnit.SECONDS.toNanos(60);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  private final List<Process> trainings = new ArrayList<>();

  @AfterEach
  void end() {
    trainings.forEach(Process::destroyForcibly);
  }

  @Test
  void deliversTheBacklogAfterTheTrainingHasExited() throws Exception {
    Process program = start(10, 300_000);
    until("the forwarder has begun", () -> steps().size() == 10);
    String said = goOn(program);

    assertThat(program.exitValue()).isZero();
    assertThat(said).contains("a process of its own delivers the rest");
    until("the end is delivered", () -> isEnded("finished"));
    assertThat(steps()).hasSize(300_010).isSorted();
    assertThat(lines(ENDED)).hasSize(1);
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

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no process can be halted there for a while")
  void aRunThatIsResumedGoesOnInItsTrackers() throws Exception {
    Process killed = start(1_000, 0);
    until("it is forwarded", () -> steps().size() == 1_000);
    ProcessHandle first = forwarder(killed);
    signal("STOP", first);
    killed.destroyForcibly().waitFor();
    Process program = start(500, 0, "-Dtest.resume=true");
    // Only now it sees that the training which started it is gone.
    signal("CONT", first);
    until("the first forwarder is gone", () -> !first.isAlive());
    until("what was resumed is forwarded", () -> steps().size() == 1_500);

    assertThat(lastBoundary()).contains("\"type\":\"started\"", "\"resumed\":true");

    goOn(program);
    until("the end is delivered", () -> lastBoundary().contains("\"status\":\"finished\""));
    assertThat(steps()).hasSize(1_500).isSorted();
  }

  /** Two processes record one run; the one that ends first forwards it until then. */
  @Test
  void aRankThatIsGoneDoesNotEndTheRun() throws Exception {
    Process first = start(100, 0);
    until("it is forwarded", () -> steps().size() == 100);
    ProcessHandle forwarder = forwarder(first);
    Process other = start(50, 50, "-Dstepscope.rank=1");
    until("the other rank is forwarded", () -> steps().size() == 150);

    goOn(first);
    until("its forwarder is gone", () -> !forwarder.isAlive());
    assertThat(lines(ENDED)).singleElement().asString().contains("\"status\":\"finished\"");

    goOn(other);
    until("the other end is delivered", () -> lines(ENDED).size() == 2);
    assertThat(steps()).hasSize(200);
    assertThat(lines(ENDED)).noneMatch(line -> line.contains("killed"));
  }

  private static void signal(String name, ProcessHandle to) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).start();
    assertThat(kill.waitFor()).as("kill -" + name).isZero();
  }

  private String lastBoundary() {
    List<String> boundaries = lines("\"type\":\"(started|ended)\"");
    return boundaries.get(boundaries.size() - 1);
  }

  /** Starts a training and waits until it has recorded its first steps. */
  private Process start(int before, int after, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dstepscope.dir=" + dir.resolve("runs"));
    command.add("-Dstepscope.trackers=jsonl");
    command.add("-Dstepscope.jsonl.dir=" + dir.resolve("jsonl"));
    command.add("-Dstepscope.forward=process");
    command.addAll(List.of(options));
    command.add(RecordingProgram.class.getName());
    command.addAll(List.of(Integer.toString(before), Integer.toString(after)));
    Process program = new ProcessBuilder(command).directory(dir.toFile()).start();
    trainings.add(program);
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
    return !lines(ENDED).isEmpty() && lines(ENDED).get(0).contains("\"status\":\"" + status + '"');
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
      return lines.filter(Pattern.compile(part).asPredicate()).toList();
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
