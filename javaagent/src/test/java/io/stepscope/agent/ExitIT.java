package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.agent.Forked.Started;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.RunStatus;
import io.stepscope.launcher.TestJdk;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a program ends, what was recorded is there, and the run says how it was. */
class ExitIT {

  private static final String PROGRAM = "io.stepscope.agent.program.ExitProgram";

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  /** How, exit code, steps that were taken, status, reason. */
  static Stream<Arguments> ends() {
    return jdks()
        .flatMap(
            jdk ->
                Stream.of(
                    Arguments.of(jdk, "nothing", 0, 6, RunStatus.FINISHED, ""),
                    Arguments.of(jdk, "zero", 0, 6, RunStatus.FINISHED, ""),
                    Arguments.of(
                        jdk, "code", 3, 6, RunStatus.FAILED, "the process exited with code 3"),
                    Arguments.of(
                        jdk, "exit", 3, 5, RunStatus.FAILED, "the process exited with code 3"),
                    Arguments.of(
                        jdk, "halt", 4, 5, RunStatus.KILLED, "the process halted with code 4"),
                    Arguments.of(
                        jdk,
                        "throws",
                        1,
                        6,
                        RunStatus.FAILED,
                        "java.lang.IllegalStateException: no more"),
                    Arguments.of(
                        jdk,
                        "later",
                        1,
                        6,
                        RunStatus.FAILED,
                        "java.lang.IllegalStateException: after the training"),
                    Arguments.of(
                        jdk,
                        "handled",
                        1,
                        6,
                        RunStatus.FAILED,
                        "java.lang.IllegalStateException: after the training"),
                    Arguments.of(
                        jdk,
                        "worker",
                        0,
                        6,
                        RunStatus.FAILED,
                        "java.lang.IllegalStateException: no more"),
                    Arguments.of(
                        jdk,
                        "handler",
                        1,
                        6,
                        RunStatus.FAILED,
                        "java.lang.IllegalStateException: no more"),
                    Arguments.of(
                        jdk,
                        "memory",
                        1,
                        6,
                        RunStatus.FAILED,
                        "java.lang.OutOfMemoryError: Java heap space")));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void theRunTellsHowTheProgramEnded(
      TestJdk jdk, String how, int code, int steps, RunStatus status, String reason)
      throws Exception {
    Forked program = Forked.on(jdk, dir);
    Ended plain = program.run("-cp", Forked.CLASSES.toString(), PROGRAM, how).assertCode(code);
    recorded(program).run("-cp", Forked.CLASSES.toString(), PROGRAM, how).assertSameAs(plain);
    assertRecorded(program, steps);
    assertThat(program.state().status()).isEqualTo(status);
    assertThat(program.state().reason()).isEqualTo(reason);
  }

  @Test
  void anExitThatIsRefusedIsNone() throws Exception {
    TestJdk jdk = TestJdk.own();
    assumeTrue(jdk.feature() < 24, "from JDK 24 on nobody can refuse an exit");
    Forked program = Forked.on(jdk, dir).with("-Djava.security.manager=allow");
    String[] words = {"-cp", Forked.CLASSES.toString(), PROGRAM, "refused"};
    Ended plain = program.run(words).assertCode(0);
    assertThat(plain.out()).contains("refused");
    recorded(program).run(words).assertSameAs(plain);
    assertRecorded(program, 6);
    assertThat(program.state().status()).isEqualTo(RunStatus.FINISHED);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aKilledProgramLosesNothing(TestJdk jdk) throws Exception {
    Forked program = Forked.on(jdk, dir);
    Started started = recorded(program).start("-cp", Forked.CLASSES.toString(), PROGRAM, "waits");
    started.awaitLine("waits");
    assertThat(program.state().status()).isEqualTo(RunStatus.RUNNING);
    started.process().destroyForcibly();
    started.end();
    assertRecorded(program, 5);
    assertThat(program.state().status()).isEqualTo(RunStatus.KILLED);
    // It was printed before the last event.
    assertThat(program.recorded().all(ConsoleLine.class)).hasSizeBetween(6, 7);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aProgramThatIsToldToEndSaysByWhom(TestJdk jdk) throws Exception {
    Forked program = Forked.on(jdk, dir);
    Started started = recorded(program).start("-cp", Forked.CLASSES.toString(), PROGRAM, "waits");
    started.awaitLine("waits");
    started.process().destroy();
    started.end().assertCode(143);
    assertRecorded(program, 5);
    assertThat(program.state().status()).isEqualTo(RunStatus.STOPPED);
    assertThat(program.state().reason()).isEqualTo("the process was ended by SIGTERM");
  }

  private static Forked recorded(Forked program) {
    return program.agent("step=" + PROGRAM + "#trainOnce");
  }

  private static void assertRecorded(Forked program, int steps) throws Exception {
    assertThat(program.recorded().timings("time/step")).hasSize(steps);
    assertThat(program.recorded().completeSteps()).hasSize(steps);
  }
}
