package io.stepscope.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.agent.Program.Ended;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.launcher.TestJdk;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the agent sees of DJL that listeners do not hear, in programs that know nothing of it. */
class DjlAgentIT {

  private static final String[] LAYERS = {"01Linear", "02LambdaBlock", "03Linear"};

  @TempDir private Path dir;

  static Stream<TestJdk> jdks() {
    return TestJdk.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tellsPhasesAndLayersApartWithoutMetrics(TestJdk jdk) throws Exception {
    RecordedRun run = watched(Program.plain(jdk, dir), "EasyTrainProgram").run();
    assertPhases(run, 12);
    Map<Long, Long> forward = run.timings("time/forward");
    for (String layer : LAYERS) {
      Map<Long, Long> times = run.timings("time/layer/" + layer + "/forward");
      assertThat(times).hasSize(12).allSatisfy((step, nanos) -> assertThat(nanos).isPositive());
      times.forEach((step, nanos) -> assertThat(nanos).isLessThan(forward.getOrDefault(step, 0L)));
    }
    assertThat(run.timings("time/layer/02LambdaBlock/forward")).hasSize(12);
    assertThat(run.params(Params.Group.PARAMS))
        .containsEntry("optimizer", "Adam")
        .containsEntry("optimizer.beta1", 0.9)
        .containsEntry("learning_rate", 0.001)
        .containsEntry("batch_size", 16L)
        .containsEntry("dataset_size", 96L)
        .containsEntry("evaluators", "Accuracy");
    assertThat(run.params(Params.Group.CONFIG))
        .containsEntry("phases", "data, forward, backward, update");
    assertThat(run.floats("train/learning_rate")).hasSize(12).containsOnly(0.001f);
    assertThat(run.scalars("validate/loss").keySet()).containsExactly(5L, 11L);
    assertThat(run.scalars("validate/Accuracy").keySet()).containsExactly(5L, 11L);
  }

  @Test
  void timesNoLayersWhereNoTensorsAreLookedAt() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Ended ended =
        program
            .withAgent("dir=" + program.runs() + ",histograms=off,trackers=,progress=off")
            .run("LoopProgram");
    assertThat(ended.code()).isZero();
    RecordedRun run = Recorded.only(program.runs());
    assertPhases(run, 7);
    assertThat(times(run)).noneMatch(name -> name.startsWith("time/layer/"));
  }

  @Test
  void recordsPassesAndValidationsOfALoopThatTellsNobody() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Watched watched = watched(program, "LoopProgram", "passes", "schedule");
    Ended plain = watched.plain();
    RecordedRun run = watched.run();
    List<Float> losses = printed(plain, "loss");
    assertThat(run.floats("train/loss")).isEqualTo(losses).hasSize(6);
    assertThat(run.epochs().values()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(run.scalars("train/epoch/loss"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(2L, mean(losses.subList(0, 3)), 5L, mean(losses.subList(3, 6))));
    List<Float> validation = printed(plain, "validation");
    assertThat(run.scalars("validate/loss"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(2L, mean(validation.subList(0, 2)), 5L, mean(validation.subList(2, 4))));
    assertThat(run.floats("train/learning_rate"))
        .as("the schedule is a function of the program's own")
        .containsExactly(0.01f, 0.01f / 2, 0.01f / 3, 0.01f / 4, 0.01f / 5, 0.01f / 6);
    assertThat(run.params(Params.Group.PARAMS))
        .containsEntry("batch_size", 16L)
        .containsEntry("learning_rate.tracker", "a function");
    assertThat(run.all(ModelGraph.class)).hasSize(1);
    assertThat(run.scalars("train/examples_per_second")).hasSize(5);
    assertGradients(run, plain, 6);
  }

  @Test
  void recordsALoopWithoutATrainerThatDjlUpdates() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Watched watched = watched(program, "FreeLoopProgram", "server");
    Ended plain = watched.plain();
    RecordedRun run = watched.run();
    assertThat(run.floats("train/loss")).isEqualTo(printed(plain, "loss")).hasSize(5);
    assertGradients(run, plain, 5);
    assertPhases(run, 5);
    assertThat(run.floats("train/learning_rate"))
        .containsExactly(0.1f, 0.1f / 2, 0.1f / 3, 0.1f / 4, 0.1f / 5);
    assertThat(run.params(Params.Group.PARAMS)).containsEntry("optimizer", "Sgd");
    assertThat(run.timings("time/layer/03Linear/forward")).hasSizeGreaterThan(3);
    assertThat(run.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void recordsALoopWithoutATrainerThatUpdatesTheWeightsItself() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Watched watched = watched(program, "FreeLoopProgram");
    Ended plain = watched.plain();
    RecordedRun run = watched.run();
    assertThat(run.floats("train/loss")).isEqualTo(printed(plain, "loss")).hasSize(5);
    assertGradients(run, plain, 5);
    assertThat(times(run)).contains("time/data", "time/forward", "time/backward", "time/step");
    Histogram update = run.histogram("updates/01Linear_weight", 3);
    assertThat(update.zeros()).isLessThan(update.count());
    assertThat(run.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void recordsTheOtherEngine() throws Exception {
    Program.assumeMxNet();
    Program program =
        Program.plain(TestJdk.own(), dir.resolve("trainer")).withOption("-Dengine=MXNet");
    Watched watched = watched(program, "LoopProgram", "own");
    Ended plain = watched.plain();
    RecordedRun run = watched.run();
    assertThat(run.floats("train/loss")).isEqualTo(printed(plain, "loss")).hasSize(7);
    assertGradients(run, plain, 7);
    assertPhases(run, 7);
    Program free = Program.plain(TestJdk.own(), dir.resolve("free")).withOption("-Dengine=MXNet");
    Watched alone = watched(free, "FreeLoopProgram", "server");
    RecordedRun loop = alone.run();
    assertThat(loop.floats("train/loss")).isEqualTo(printed(alone.plain(), "loss")).hasSize(5);
    assertGradients(loop, alone.plain(), 5);
  }

  @Test
  void keepsTrainingsApartThatRunAtOnceAndOneAfterTheOther() throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Ended plain = program.run("SeveralProgram");
    Ended watched = program.withAgent().run("SeveralProgram");
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    Set<List<Float>> losses = new HashSet<>();
    for (RecordedRun run : RecordedRun.allIn(program.runs())) {
      losses.add(run.floats("train/loss"));
    }
    List<Float> after = printed(plain, "loss");
    assertThat(losses)
        .containsExactlyInAnyOrder(
            printed(plain, "a"), printed(plain, "b"), after.subList(0, 7), after.subList(7, 12));
  }

  @ParameterizedTest
  @CsvSource({"djl, 10, 13", "dl4j, 8, 40"})
  void tellsWhatItsHooksCost(String framework, double fewest, double most) throws Exception {
    Program program = Program.plain(TestJdk.own(), dir);
    Ended ended =
        program
            .withAgent("dir=" + program.runs() + ",trackers=,progress=off,console=off")
            .run("HookCostProgram", framework);
    assertThat(ended.code()).as(ended.err()).isZero();
    System.out.print("woven methods with " + framework + ": " + ended.out());
    // DJL: two each for forward, backward and update; data asked for and taken; a collector made by
    // a trainer, begun and ended. Blocks and layers tell only in the few steps that are looked at.
    assertThat(Double.parseDouble(ended.out().substring(0, ended.out().indexOf(' '))))
        .isBetween(fewest, most);
  }

  private static Watched watched(Program program, String main, String... arguments)
      throws Exception {
    Ended plain = program.run(main, arguments);
    Ended watched = program.withAgent().run(main, arguments);
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(watched.out()).isEqualTo(plain.out());
    assertThat(watched.errOfItsOwn()).isEqualTo(plain.errOfItsOwn());
    assertThat(watched.code()).isEqualTo(plain.code());
    assertThat(watched.said()).as("no failures").noneMatch(line -> line.contains("counted"));
    return new Watched(plain, Recorded.only(program.runs()));
  }

  private static void assertPhases(RecordedRun run, int steps) {
    for (String phase : List.of("data", "forward", "backward", "update")) {
      assertThat(run.timings("time/" + phase)).as(phase).hasSize(steps);
    }
    assertThat(run.timings("time/step")).hasSizeGreaterThanOrEqualTo(steps - 3);
    run.timings("time/step")
        .forEach(
            (step, nanos) -> {
              long phases = 0;
              for (String phase : List.of("data", "forward", "backward", "update")) {
                phases += run.timings("time/" + phase).getOrDefault(step, 0L);
              }
              assertThat(phases).as("phases of step " + step).isLessThanOrEqualTo(nanos);
            });
  }

  /** Gradients by step, from what the program printed of them to what is recorded. */
  private static void assertGradients(RecordedRun run, Ended plain, int steps) {
    Map<String, List<Float>> printed = new HashMap<>();
    for (String line : plain.out().lines().filter(l -> l.startsWith("gradient of ")).toList()) {
      String[] words = line.split(" ");
      printed.computeIfAbsent(words[2], unknown -> new ArrayList<>()).add(bits(words[3]));
    }
    assertThat(printed).hasSize(4);
    printed.forEach(
        (name, values) -> {
          int size = values.size() / steps;
          for (int step = 0; step < steps; step++) {
            float[] gradient = new float[size];
            for (int i = 0; i < size; i++) {
              gradient[i] = values.get(step * size + i);
            }
            assertThat(run.histogram("gradients/" + name, step))
                .as("%s at %d", name, step)
                .isEqualTo(new HistogramBuilder().add(gradient, 0, size).build());
          }
        });
  }

  private static List<Float> printed(Ended ended, String what) {
    return ended
        .out()
        .lines()
        .filter(line -> line.startsWith(what + " "))
        .filter(line -> line.split(" ").length == 2)
        .map(line -> bits(line.substring(what.length() + 1)))
        .toList();
  }

  private static float bits(String hex) {
    return Float.intBitsToFloat(Integer.parseUnsignedInt(hex, 16));
  }

  private static double mean(List<Float> values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  private static Set<String> times(RecordedRun run) {
    Set<String> names = new TreeSet<>();
    run.all(Timing.class).forEach(timing -> names.add(timing.name()));
    return names;
  }

  /** A program without the agent, and what was recorded of it with the agent. */
  private record Watched(Ended plain, RecordedRun run) {}
}
