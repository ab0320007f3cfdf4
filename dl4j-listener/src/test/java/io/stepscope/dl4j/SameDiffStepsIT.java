package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.histogram.Histogram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Many short steps whose every value tells which step it is of. */
class SameDiffStepsIT {

  private static final int STEPS = 1_000;
  private static final float RATE = 1f / 1024;

  @TempDir Path dir;

  @Test
  void everyStepIsThereAndNothingIsOfAnotherStep() throws Exception {
    SameDiff graph = SameDiff.create();
    SDVariable input = graph.placeHolder("input", DataType.FLOAT, 1, 1);
    graph.placeHolder("label", DataType.FLOAT, 1, 1);
    SDVariable weight = graph.var("w", Nd4j.createFromArray(new float[][] {{2}}));
    input.mul("product", weight).sum("loss");
    graph.setLossVariables("loss");
    graph.setTrainingConfig(
        new TrainingConfig.Builder()
            .updater(new Sgd(RATE))
            .dataSetFeatureMapping("input")
            .dataSetLabelMapping("label")
            .build());
    List<DataSet> batches = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      batches.add(new DataSet(Nd4j.createFromArray(new float[][] {{step + 1}}), Nd4j.zeros(1, 1)));
    }
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph.fit(new ListDataSetIterator<>(batches, 1), 1, new StepscopeSameDiffListener(run));
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    List<Float> losses = recorded.floats("train/loss");
    assertThat(losses).hasSize(STEPS);
    float expected = 2;
    for (int step = 0; step < STEPS; step++) {
      float next = expected - RATE * (step + 1);
      assertThat(losses.get(step)).isEqualTo(expected * (step + 1));
      assertOnly(recorded.histogram("gradients/w", step), step + 1);
      assertOnly(recorded.histogram("weights/w", step), expected);
      assertOnly(recorded.histogram("updates/w", step), next - expected);
      expected = next;
    }
    assertThat(recorded.completeSteps()).hasSize(STEPS).isSorted();
  }

  private static void assertOnly(Histogram histogram, double value) {
    assertThat(histogram.count()).isOne();
    assertThat(histogram.min()).isEqualTo(value);
  }
}
