package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
  void recordsASequenceAsTheListenerDoesAndMoreTimes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "NetworkProgram", "sequence");
    assertThat(run.scalars("train/loss")).hasSize(8);
    assertTimes(run, 8, "0/forward", "0/backward", "1/backward");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsAGraphAsTheListenerDoesAndMoreTimes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "NetworkProgram", "graph");
    assertThat(run.scalars("train/loss")).hasSize(8);
    assertTimes(run, 8, "hidden/forward", "hidden/backward", "out/backward");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsSameDiffAsTheListenerDoes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "SameDiffProgram");
    assertThat(run.floats("train/loss")).hasSize(16).doesNotContain(0f);
    for (String phase : List.of("data", "forward", "backward", "update")) {
      assertThat(run.timings("time/" + phase)).as(phase).hasSize(16);
    }
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

  @Test
  void addsNothingToAListenerThatIsThere() throws Exception {
    TestJdk jdk = TestJdk.own();
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
    Program parallel =
        Program.plain(jdk, dir.resolve("parallel"))
            .withListeners()
            .withAgent("dir=" + dir.resolve("agent"));
    assertThat(parallel.run("CopiesProgram", "parallel", "listener").code()).isZero();
    assertThat(Recorded.only(parallel.runs()).scalars("train/loss")).hasSize(4);
    assertThat(dir.resolve("agent")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recordsTheWorkersOfAParallelWrapperAsTheListenerDoes(TestJdk jdk) throws Exception {
    RecordedRun run = recordsAsTheListenerDoes(jdk, "CopiesProgram", "parallel");
    for (String worker : List.of("", "worker1/")) {
      assertThat(run.scalars(worker + "train/loss")).containsOnlyKeys(0L, 1L, 2L, 3L);
      for (String time : List.of("forward", "backward", "update", "layer/0/forward")) {
        assertThat(run.timings(worker + "time/" + time)).as(worker + time).hasSize(4);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void copiesArePartOfTheTrainingThatTheyAreCopiedFrom(TestJdk jdk) throws Exception {
    Program program = Program.plain(jdk, dir);
    Ended plain = program.run("CopiesProgram");
    Ended watched = program.withAgent().run("CopiesProgram");
    assertSame(plain, watched);
    List<RecordedRun> runs = new ArrayList<>(RecordedRun.allIn(program.runs()));
    // A network from a file is nobody's copy, as far as anybody can tell.
    runs.sort(Comparator.comparing(run -> -run.scalars("train/loss").size()));
    assertThat(runs)
        .extracting(run -> run.scalars("train/loss").size())
        .containsExactly(13, 3, 2, 1);
    RecordedRun stopping = runs.get(0);
    assertThat(stopping.timings("time/forward")).hasSize(13);
    assertThat(stopping.timings("time/data")).hasSize(12).doesNotContainKey(12L);
    assertThat(stopping.scalars("train/epoch/loss")).containsOnlyKeys(3L, 7L, 11L);
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
    Recorded.assertHoldsAll(run, Recorded.only(listening.runs()));
    return run;
  }

  /** Each phase and each of the given layers has a time for every step. */
  private static void assertTimes(RecordedRun run, int steps, String... layers) {
    for (String phase : List.of("data", "forward", "backward", "update")) {
      assertThat(run.timings("time/" + phase)).as(phase).hasSize(steps);
    }
    Set<String> names = Set.of(layers);
    for (String layer : names) {
      assertThat(run.timings("time/layer/" + layer)).as(layer).hasSize(steps);
    }
    // A step's time is known from the second on, or the first after an epoch began.
    run.timings("time/step")
        .forEach(
            (step, whole) ->
                assertThat(
                        Stream.of("data", "forward", "backward", "update")
                            .mapToLong(phase -> run.timings("time/" + phase).getOrDefault(step, 0L))
                            .sum())
                    .as("phases of step " + step)
                    .isLessThanOrEqualTo(whole));
  }

  private static void assertSame(Ended plain, Ended watched) {
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    assertThat(watched.errOfItsOwn()).isEqualTo(plain.errOfItsOwn());
    assertThat(watched.code()).isEqualTo(plain.code());
  }
}
