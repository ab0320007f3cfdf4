package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import io.stepscope.Run;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other engine of DJL that can train: asynchronous, and its gradients are not zeroed. */
class MxNetIT {

  @TempDir Path dir;

  @BeforeEach
  void needsMxNet() {
    assumeTrue(
        Engine.hasEngine("MXNet"), "MXNet has natives for Linux on x86-64 only, in this build");
  }

  @Test
  void isRecordedLikePyTorch() throws Exception {
    Run run = Training.run(dir);
    List<Float> losses = new ArrayList<>();
    List<Map<String, float[]>> gradients = new ArrayList<>();
    List<Map<String, float[]>> weights = new ArrayList<>();
    try (run;
        Training training = new Training("MXNet")) {
      training.fit(
          Training.config(new EvaluatorTrainingListener(), new StepscopeListener(run))
              .addEvaluator(new Accuracy()),
          2,
          trainer -> {
            losses.addAll(trainer.losses);
            gradients.addAll(trainer.gradients);
            weights.addAll(trainer.weights);
            weights.add(trainer.weightsNow());
          });
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).isEqualTo(losses).hasSize(20);
    assertThat(recorded.floats("train/learning_rate")).hasSize(20).containsOnly(0.001f);
    for (int step = 0; step < 20; step++) {
      float[] gradient = Objects.requireNonNull(gradients.get(step).get(Training.WEIGHT));
      float[] before = Objects.requireNonNull(weights.get(step).get(Training.WEIGHT));
      assertThat(recorded.histogram("gradients/" + Training.WEIGHT, step))
          .isEqualTo(new HistogramBuilder().add(gradient, 0, gradient.length).build());
      assertThat(recorded.histogram("weights/" + Training.WEIGHT, step))
          .isEqualTo(new HistogramBuilder().add(before, 0, before.length).build());
      assertThat(recorded.histogram("updates/" + Training.WEIGHT, step).zeros())
          .isLessThan(before.length);
    }
  }
}
