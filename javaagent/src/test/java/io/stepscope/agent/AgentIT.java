package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs of DJL that know nothing of Stepscope, under the packaged jar. */
class AgentIT {

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsEasyTrainAsTheListenerDoes(TestJdk jdk) throws Exception {
    recordsAsTheListenerDoes(jdk, "EasyTrainProgram");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsALoopThatNotifiesNobodyAsTheListenerDoes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "LoopProgram");
    assertThat(run.floats("train/loss")).hasSize(7);
    assertThat(run.histogramNames()).contains("gradients/01Linear_weight");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsTheVeryLossThatIsGivenToBackward(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir);
    Ended plain = program.run("LoopProgram", "own");
    Ended watched = program.withAgent().run("LoopProgram", "own");
    assertSame(plain, watched);
    List<String> losses = plain.out().lines().filter(line -> line.startsWith("loss ")).toList();
    assertThat(Recorded.only(program.runs()).floats("train/loss"))
        .extracting(loss -> "loss " + Integer.toHexString(Float.floatToRawIntBits(loss)))
        .isEqualTo(losses)
        .hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void addsNothingToAListenerThatIsThere(TestJdk jdk) throws Exception {
    for (String main : List.of("EasyTrainProgram", "LoopProgram")) {
      Program listener = Program.plain(jdk, dir.resolve(main).resolve("listener")).withListeners();
      Program both =
          Program.plain(jdk, dir.resolve(main).resolve("both"))
              .withListeners()
              .withAgent("dir=" + dir.resolve("agent"));
      Ended alone = listener.run(main, "listener");
      Ended together = both.run(main, "listener");
      assertSame(alone, together);
      Recorded.assertSame(Recorded.only(both.runs()), Recorded.only(listener.runs()));
    }
    assertThat(dir.resolve("agent")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsInALoaderThatDoesNotSeeTheClassPath(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir).inOtherLoader();
    String main = "io.stepscope.agent.program.LoopProgram";
    Ended plain = program.run("OtherLoaderProgram", main);
    Ended watched = program.withAgent().run("OtherLoaderProgram", main);
    assertSame(plain, watched);
    assertThat(Recorded.only(program.runs()).floats("train/loss")).hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheProgramsOwnByteBuddyAlone(TestJdk jdk) throws Exception {
    Path own = Path.of("target", "other-byte-buddy", "byte-buddy-1.17.7.jar");
    Program program = Program.plain(jdk, dir).withJar(own);
    Ended plain = program.run("ByteBuddyProgram");
    Ended watched = program.withAgent().run("ByteBuddyProgram");
    assertSame(plain, watched);
    assertThat(plain.out()).endsWith(own.getFileName() + "\n");
    assertThat(Recorded.only(program.runs()).floats("train/loss")).hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isNotNoticedByAProgramThatNeverTrains(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir);
    Ended plain = program.run("QuietProgram", "a", "b");
    // A mistake in the arguments does not matter here, either.
    for (String arguments : List.of("", "dir=" + program.runs(), "no such thing")) {
      assertThat(program.withAgent(arguments).run("QuietProgram", "a", "b")).isEqualTo(plain);
    }
    assertThat(plain.code()).isEqualTo(3);
    assertThat(Recorded.anything(program.runs())).isFalse();
  }

  @Test
  void saysOneLineOfAMistakeAndTheProgramRunsOn() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Ended plain = program.run("LoopProgram");
    Ended wrong = program.withAgent("dir=" + program.runs() + ",histogram=off").run("LoopProgram");
    assertSame(plain, wrong);
    assertThat(wrong.said())
        .containsExactly(
            "stepscope: unknown key 'histogram' in the agent arguments; did you mean 'histograms'?;"
                + " the program runs on, unrecorded by the agent");
    assertThat(Recorded.anything(program.runs())).isFalse();
  }

  @Test
  void doesNothingWhenItIsOff() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Ended plain = program.run("LoopProgram");
    String runs = "dir=" + program.runs();
    assertThat(program.withAgent(runs + ",enabled=false").run("LoopProgram")).isEqualTo(plain);
    assertThat(program.withOption("-Dstepscope.enabled=off").withAgent(runs).run("LoopProgram"))
        .isEqualTo(plain);
    assertThat(Recorded.anything(program.runs())).isFalse();
  }

  @Test
  void recordsOnceThoughItIsThereTwice() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    assertThat(program.withAgent().withAgent().run("LoopProgram").code()).isZero();
    assertThat(Recorded.only(program.runs()).floats("train/loss")).hasSize(7);
  }

  private RecordedRun recordsAsTheListenerDoes(TestJdk jdk, String main) throws Exception {
    Program program = Program.plain(jdk, dir.resolve("agent"));
    Ended plain = program.run(main);
    Ended watched = program.withAgent().run(main);
    assertSame(plain, watched);
    assertThat(watched.said()).hasSize(2).first().asString().contains("recording run");
    Program listening = Program.plain(jdk, dir.resolve("listener")).withListeners();
    assertThat(listening.run(main, "listener").out()).isEqualTo(plain.out());
    RecordedRun run = Recorded.only(program.runs());
    Recorded.assertHoldsAll(run, Recorded.only(listening.runs()));
    return run;
  }

  /** The same for the program and for who looks at it. */
  private static void assertSame(Ended plain, Ended watched) {
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    assertThat(watched.errOfItsOwn()).isEqualTo(plain.errOfItsOwn());
    assertThat(watched.code()).isEqualTo(plain.code());
  }
}
