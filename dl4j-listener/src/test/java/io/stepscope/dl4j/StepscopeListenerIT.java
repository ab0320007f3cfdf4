package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.stepscope.Run;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepscopeListenerIT {

  private static final int STEPS = 10;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void recordsScoresGradientsWeightsAndUpdatesAsTheyAreAroundEachStep(Kind kind) throws Exception {
    Witness witness = new Witness();
    Run run = Networks.run(dir);
    try (run) {
      Model model = kind.network();
      model.setListeners(witness, new StepscopeListener(run));
      kind.fit(model, STEPS / 2, 2);
      Stepscope.finish(model);
      witness.weights.add(Witness.values(model.paramTable()));
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss").values()).containsExactlyElementsOf(witness.scores);
    assertThat(witness.gradients).hasSize(STEPS);
    assertThat(witness.gradients.get(0)).containsOnlyKeys(kind.parameters().toArray(String[]::new));
    for (String name : kind.parameters()) {
      for (int step = 0; step < STEPS; step++) {
        float[] gradient = values(witness.gradients.get(step), name).clone();
        float[] before = values(witness.weights.get(step), name);
        float[] update = values(witness.weights.get(step + 1), name).clone();
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] /= Digits.BATCH;
          update[i] -= before[i];
        }
        same(recorded.histogram("gradients/" + name, step), histogram(gradient));
        same(recorded.histogram("weights/" + name, step), histogram(before));
        same(recorded.histogram("updates/" + name, step), histogram(update));
        double ratio = histogram(update).norm() / histogram(before).norm();
        if (Double.isFinite(ratio)) {
          assertThat(recorded.scalars("updates/ratio/" + name).get((long) step))
              .isCloseTo(ratio, withinPercentage(1e-6));
        }
      }
      same(
          recorded.histogram("weights/" + name, STEPS),
          histogram(values(witness.weights.get(STEPS), name)));
    }
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    assertThat(recorded.epochs()).containsEntry(4L, 0).containsEntry(5L, 1);
    assertThat(recorded.scalars("train/epoch/loss")).containsOnlyKeys(4L, 9L);
  }

  @ParameterizedTest
  @EnumSource
  void leavesTrainingTheSameToTheLastBit(Kind kind) {
    Model plain = kind.network();
    Witness plainly = new Witness();
    plain.setListeners(plainly);
    kind.fit(plain, 10, 3);
    Model recorded = kind.network();
    Witness watched = new Witness();
    try (Run run = Networks.run(dir)) {
      recorded.setListeners(new StepscopeListener(run), watched);
      kind.fit(recorded, 10, 3);
      assertThat(run.recorder().failures()).isEmpty();
    }
    assertThat(watched.scores).isEqualTo(plainly.scores).hasSize(30);
    assertThat(recorded.params().data().asFloat()).containsExactly(plain.params().data().asFloat());
  }

  @ParameterizedTest
  @EnumSource
  void recordsActivationsTimesRatesAndSettings(Kind kind) throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      Model model = kind.network();
      model.setListeners(new StepscopeListener(run).epochs(2));
      kind.fit(model, STEPS / 2, 2);
      Stepscope.finish(model);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.histogram("activations/" + kind.hidden(), 3).count())
        .isEqualTo(24L * Digits.BATCH);
    assertThat(recorded.histogramNames())
        .noneMatch(name -> name.startsWith("activations/") && !name.endsWith("/" + kind.hidden()));
    assertThat(recorded.scalars("activations/dead/" + kind.hidden()))
        .hasSize(STEPS)
        .allSatisfy((step, fraction) -> assertThat(fraction).isBetween(0.0, 1.0));
    assertThat(recorded.scalars("train/learning_rate").values()).hasSize(STEPS).containsOnly(0.01);
    assertThat(recorded.timings("time/step")).hasSize(STEPS);
    assertThat(recorded.timings("time/backward")).hasSize(STEPS);
    assertThat(recorded.timings("time/update")).hasSize(STEPS);
    assertThat(recorded.timings("time/data")).hasSize(STEPS);
    assertThat(recorded.timings("time/forward")).isEmpty();
    assertThat(recorded.scalars("train/examples_per_second")).isNotEmpty();
    assertThat(recorded.params(Params.Group.PARAMS))
        .containsEntry("optimizer", "Adam")
        .containsEntry("optimizer.beta1", 0.9)
        .containsEntry("learning_rate", 0.01)
        .containsEntry("batch_size", (long) Digits.BATCH)
        .containsEntry("seed", 7L)
        .containsEntry("parameters", 64L * 24 + 24 + 240 + 10);
    List<ModelGraph.Node> nodes = recorded.all(ModelGraph.class).get(0).nodes();
    assertThat(nodes).extracting(ModelGraph.Node::path).containsExactlyElementsOf(kind.nodes());
    assertThat(nodes.get(nodes.size() - 2).parameters())
        .contains(new ModelGraph.Parameter(kind.parameters().get(0), "(64, 24)", 1536, true));
    assertThat(nodes.get(nodes.size() - 1).inputs()).containsExactly(kind.hidden());
  }

  private static void same(Histogram actual, Histogram expected) {
    assertThat(actual).isEqualTo(expected);
  }

  private static float[] values(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static Histogram histogram(float[] values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }
}
