package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.agent.Forked.Started;
import io.stepscope.event.Alert;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings of DJL and Deeplearning4j that end in the middle: all is there that the program itself
 * saw, and the run tells how it was. One of each way also on the newest JDK.
 */
class EndingIT {

  private static final String LOOP = "EndingLoopProgram";
  private static final String NETWORK = "EndingNetworkProgram";
  private static final String DIED = "the process died without ending the run";
  private static final String HALTED = "the process halted with code 3";
  private static final String THROWN = "java.lang.IllegalStateException: no more";

  @TempDir private Path dir;

  /** Program, framework, how, exit code, status, reason. */
  static Stream<Arguments> endings() {
    TestJdk own = TestJdk.own();
    Stream<Arguments> both =
        Stream.of(LOOP, NETWORK)
            .flatMap(
                program ->
                    Stream.of(
                        Arguments.of(own, program, "loop", "throws", 1, RunStatus.FAILED, THROWN),
                        Arguments.of(
                            own,
                            program,
                            "loop",
                            "memory",
                            1,
                            RunStatus.FAILED,
                            "java.lang.OutOfMemoryError: Java heap space"),
                        Arguments.of(
                            own,
                            program,
                            "loop",
                            "exit",
                            3,
                            RunStatus.FAILED,
                            "the process exited with code 3"),
                        Arguments.of(own, program, "loop", "halt", 3, RunStatus.KILLED, HALTED),
                        Arguments.of(own, program, "loop", "waits", 137, RunStatus.KILLED, DIED)));
    Stream<Arguments> others =
        Stream.of(
            Arguments.of(
                own, LOOP, "loop", "caught", 0, RunStatus.FAILED, "an exception left the training"),
            Arguments.of(own, LOOP, "easy", "caught", 0, RunStatus.FAILED, THROWN));
    Stream<Arguments> newest =
        TestJdk.all().stream()
            .skip(1)
            .flatMap(
                jdk ->
                    Stream.of(
                        Arguments.of(jdk, LOOP, "loop", "throws", 1, RunStatus.FAILED, THROWN),
                        Arguments.of(jdk, NETWORK, "loop", "halt", 3, RunStatus.KILLED, HALTED)));
    return Stream.of(both, others, newest).flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("endings")
  void allThatWasSeenIsThereAndTheRunTellsHowItEnded(
      TestJdk jdk, String main, String kind, String how, int code, RunStatus status, String reason)
      throws Exception {
    Program plain = Program.plain(jdk, dir);
    Forked program = new Forked(jdk.java(), dir, plain.options());
    String[] words = {
      "-cp",
      String.join(File.pathSeparator, plain.classPath()),
      "io.stepscope.agent.program." + main,
      kind,
      how
    };
    Started started = program.agent("histograms=every:1").start(words);
    if (how.equals("waits")) {
      started.awaitLine("waits");
      assertThat(program.state().status()).isEqualTo(RunStatus.RUNNING);
      started.process().destroyForcibly();
    }
    Ended ended = started.end().assertCode(code);
    if (how.equals("throws")) {
      ended.assertSameAs(program.run(words));
    }
    assertThat(program.state().status()).isEqualTo(status);
    assertThat(program.state().reason()).isEqualTo(reason);
    assertHolds(program.recorded(), ended, kind.equals("easy"), status != RunStatus.KILLED);
    assertThat(program.recorded().all(Alert.class))
        .extracting(Alert::title)
        .isEqualTo(how.equals("memory") ? List.of("Out of memory") : List.of());
  }

  /**
   * Asserts that a run has all that its program printed.
   *
   * @param easy whether the program prints nothing of its steps
   * @param orderly whether there was time for what is counted on another thread
   */
  private static void assertHolds(RecordedRun run, Ended ended, boolean easy, boolean orderly) {
    List<String> printed = ended.out().lines().toList();
    List<String> losses = printed.stream().filter(line -> line.startsWith("loss ")).toList();
    assertThat(losses).hasSize(easy ? 0 : 4);
    List<Float> recorded =
        run.all(Scalar.class).stream()
            .filter(scalar -> scalar.name().equals("train/loss"))
            .limit(4)
            .map(scalar -> (float) scalar.value())
            .toList();
    assertThat(recorded).hasSize(4);
    if (!easy) {
      assertThat(recorded)
          .extracting(loss -> "loss " + Integer.toHexString(Float.floatToRawIntBits(loss)))
          .isEqualTo(losses);
    }
    for (String phase : List.of("data", "forward", "backward", "update")) {
      assertThat(run.timings("time/" + phase)).as(phase).containsKeys(0L, 1L, 2L, 3L);
    }
    assertThat(run.all(ConsoleLine.class)).extracting(ConsoleLine::text).containsAll(losses);
    assertThat(run.all(RunEnded.class)).as("a killed run has no end").hasSize(orderly ? 1 : 0);
    if (orderly) {
      assertThat(run.completeSteps()).contains(0L, 1L, 2L, 3L);
      String weights = run.histogramNames().contains("gradients/0_W") ? "0_W" : "01Linear_weight";
      for (long step = 0; step < 4; step++) {
        assertThat(run.histogram("gradients/" + weights, step).count()).isPositive();
      }
    }
  }
}
