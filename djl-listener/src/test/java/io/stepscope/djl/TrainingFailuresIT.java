package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.optimizer.Sgd;
import ai.djl.training.tracker.Tracker;
import io.stepscope.Run;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real training in which something of ours fails. */
class TrainingFailuresIT {

  @TempDir Path dir;

  @Test
  void aStepEndsThoughItsArraysCannotBeNamed() throws Exception {
    Run run = Training.run(dir);
    try (run;
        Training training = new Training()) {
      NDArray gone = training.manager.create(new float[] {1, 2});
      gone.close();
      Forgetful optimizer = new Forgetful(Map.of("gone", gone));
      training.fit(
          Training.config(new StepscopeListener(run)).optOptimizer(optimizer), 1, trainer -> {});
      assertThat(run.recorder().failures()).containsOnlyKeys("knowing the arrays of a training");
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).hasSize(10);
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, 10).boxed().toList());
  }

  /** An optimizer that keeps an array which was given back. */
  private static final class Forgetful extends Sgd {
    @SuppressWarnings("UnusedVariable") // Read as all fields of an optimizer are.
    private final Map<String, NDArray> kept;

    Forgetful(Map<String, NDArray> kept) {
      super(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)));
      this.kept = kept;
    }
  }
}
