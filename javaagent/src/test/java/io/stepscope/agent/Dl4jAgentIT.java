package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs of Deeplearning4j that know nothing of Stepscope, under the packaged jar. */
class Dl4jAgentIT {

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsASequenceAsTheListenerDoes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "NetworkProgram", "sequence");
    assertThat(run.scalars("train/loss")).hasSize(8);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsAGraphAsTheListenerDoes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "NetworkProgram", "graph");
    assertThat(run.scalars("train/loss")).hasSize(8);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsSameDiffAsTheListenerDoes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "SameDiffProgram");
    assertThat(run.floats("train/loss")).hasSize(16).doesNotContain(0f);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void goesOnWithOneRunWhenTheProgramSetsOtherListenersAndTrainsACopy(TestJdk jdk)
      throws Exception {
    Program program = Program.plain(jdk, dir);
    Ended plain = program.run("NetworkProgram", "sequence", "late");
    Ended watched = program.withAgent().run("NetworkProgram", "sequence", "late");
    assertSame(plain, watched);
    assertThat(Recorded.only(program.runs()).scalars("train/loss")).hasSize(10);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void addsNothingToAListenerThatIsThere(TestJdk jdk) throws Exception {
    for (String kind : new String[] {"sequence", "graph"}) {
      Program both =
          Program.plain(jdk, dir.resolve(kind))
              .withListeners()
              .withAgent("dir=" + dir.resolve("agent"));
      assertThat(both.run("NetworkProgram", kind, "listener").code()).isZero();
      assertThat(Recorded.values(Recorded.only(both.runs()))).hasSizeGreaterThan(50);
    }
    Program both =
        Program.plain(jdk, dir.resolve("same"))
            .withListeners()
            .withAgent("dir=" + dir.resolve("agent"));
    assertThat(both.run("SameDiffProgram", "listener").code()).isZero();
    assertThat(Recorded.only(both.runs()).floats("train/loss")).hasSize(16);
    assertThat(dir.resolve("agent")).doesNotExist();
  }

  private RecordedRun recordsAsTheListenerDoes(TestJdk jdk, String main, String... arguments)
      throws Exception {
    Program program = Program.plain(jdk, dir.resolve("agent"));
    Ended plain = program.run(main, arguments);
    Ended watched = program.withAgent().run(main, arguments);
    assertSame(plain, watched);
    Program listening = Program.plain(jdk, dir.resolve("listener")).withListeners();
    String[] more =
        Stream.concat(Stream.of(arguments), Stream.of("listener")).toArray(String[]::new);
    assertThat(listening.run(main, more).out()).isEqualTo(plain.out());
    RecordedRun run = Recorded.only(program.runs());
    Recorded.assertSame(run, Recorded.only(listening.runs()));
    return run;
  }

  private static void assertSame(Ended plain, Ended watched) {
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    assertThat(watched.errOfItsOwn()).isEqualTo(plain.errOfItsOwn());
    assertThat(watched.code()).isEqualTo(plain.code());
  }
}
