package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.event.RunStatus;
import io.stepscope.launcher.TestJdk;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hooks that throw or hang: the program prints the same, calculates the same, and ends. */
class ChaosIT {

  private static final String STEPS = "io.stepscope.agent.program.StepProgram";

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aTrainingDoesNotNoticeHooksThatThrowOrHang(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir);
    Program.Ended plain = program.run("LoopProgram");
    assertThat(plain.code()).isZero();
    for (String chaos : new String[] {"throw", "throw:3", "hang:2"}) {
      Program.Ended watched =
          program.withOption("-Dio.stepscope.chaos=" + chaos).withAgent().run("LoopProgram");
      assertThat(watched.out()).as(chaos).isEqualTo(plain.out());
      assertThat(watched.errOfItsOwn()).as(chaos).isEqualTo(plain.errOfItsOwn());
      assertThat(watched.code()).as(chaos).isZero();
    }
  }

  @Test
  void whatWasRecordedBeforeIsKept() throws Exception {
    // Two calls a step: the third step fails.
    for (String chaos : new String[] {"throw:4", "hang:4"}) {
      Forked program = Forked.on(TestJdk.own(), dir.resolve(chaos.substring(0, 4)));
      String[] words = {"-cp", Forked.CLASSES.toString(), STEPS, "plain"};
      Ended plain = program.run(words);
      Ended watched =
          program
              .with("-Dio.stepscope.chaos=" + chaos)
              .agent("step=" + STEPS + "#trainOnce(int)")
              .run(words)
              .assertSameAs(plain);
      assertThat(program.recorded().timings("time/step")).containsOnlyKeys(0L, 1L);
      assertThat(program.state().status()).isEqualTo(RunStatus.FINISHED);
      assertThat(watched.said())
          .filteredOn(line -> line.contains("hung in main"))
          .hasSize(chaos.startsWith("hang") ? 1 : 0);
    }
  }
}
