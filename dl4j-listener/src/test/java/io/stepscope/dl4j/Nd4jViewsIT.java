package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.TensorView;
import io.stepscope.training.TrainingSession;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class Nd4jViewsIT {

  @TempDir Path dir;

  @Test
  void seesTheElementsOfAnArrayAndNoOthers() throws Exception {
    float[] values = new float[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1;
    }
    INDArray flat = Nd4j.createFromArray(values);
    INDArray matrix = flat.reshape('c', 4, 6);
    assertSees(flat);
    assertSees(matrix);
    assertSees(matrix.dup('f'));
    assertSees(matrix.transpose());
    assertSees(flat.get(NDArrayIndex.interval(5, 11)));
    assertSees(matrix.getRow(2));
    assertSees(matrix.getColumn(3));
    assertSees(matrix.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 5)));
    assertSees(flat.get(NDArrayIndex.interval(6, 18)).reshape('f', 3, 4));
    assertSees(matrix.castTo(DataType.DOUBLE).getColumn(1));
    assertSees(matrix.castTo(DataType.FLOAT16).getRow(1));
    assertSees(matrix.castTo(DataType.BFLOAT16));
    assertSees(Nd4j.scalar(3.5f));
  }

  @Test
  void doesNotLookAtWhatHasNoFloatingPointElements() {
    assertThat(Nd4jViews.of(Nd4j.createFromArray(1, 2, 3))).isNull();
    assertThat(Nd4jViews.of(Nd4j.empty(DataType.FLOAT))).isNull();
  }

  private void assertSees(INDArray array) throws Exception {
    HistogramBuilder expected = new HistogramBuilder();
    for (long i = 0; i < array.length(); i++) {
      expected.add(new double[] {array.getDouble(i)}, 0, 1);
    }
    Run run = SameDiffTraining.run(dir);
    try (run;
        TensorView view = Nd4jViews.of(array)) {
      assertThat(view).isNotNull();
      TrainingSession session = new TrainingSession(run.recorder(), OverheadGovernor.every(1));
      session.gradient("p", List.of(view));
      session.gradientsDone();
      session.stepDone(System.nanoTime());
      session.end();
    }
    assertThat(RecordedRun.in(run.folder()).histogram("gradients/p", 0))
        .isEqualTo(expected.build());
  }
}
