package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stepscope.Run;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

class GradientsIT {

  private static final double CLOSE = 1e-7;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void areThoseOfTheMeanLossAsFiniteDifferencesTellThem(Kind kind) throws Exception {
    DataSet batch = Digits.batch(0, 8);
    batch.setFeatures(batch.getFeatures().castTo(DataType.DOUBLE));
    batch.setLabels(batch.getLabels().castTo(DataType.DOUBLE));
    Model model =
        kind.network(
            Networks.settings(new Sgd(0.1)).dataType(DataType.DOUBLE).activation(Activation.TANH));
    Map<String, Histogram> expected = differences(model, batch);
    Run run = Networks.run(dir);
    try (run) {
      model.setListeners(new StepscopeListener(run));
      kind.fit(model, batch);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(expected).hasSize(4);
    expected.forEach(
        (name, histogram) -> {
          Histogram actual = recorded.histogram("gradients/" + name, 0);
          assertThat(actual.norm()).as(name).isPositive();
          assertThat(actual.norm()).as(name).isCloseTo(histogram.norm(), within(CLOSE));
          assertThat(actual.min()).as(name).isCloseTo(histogram.min(), within(CLOSE));
          assertThat(actual.max()).as(name).isCloseTo(histogram.max(), within(CLOSE));
          assertThat(actual.sum()).as(name).isCloseTo(histogram.sum(), within(1e-5));
        });
  }

  private static Map<String, Histogram> differences(Model model, DataSet batch) {
    Map<String, Histogram> differences = new HashMap<>();
    for (Map.Entry<String, INDArray> parameter : model.paramTable().entrySet()) {
      INDArray values = parameter.getValue();
      double[] slopes = new double[(int) values.length()];
      for (int i = 0; i < slopes.length; i++) {
        double value = values.getDouble(i);
        double step = 1e-5;
        values.putScalar(i, value + step);
        double above = score(model, batch);
        values.putScalar(i, value - step);
        double below = score(model, batch);
        values.putScalar(i, value);
        slopes[i] = (above - below) / (2 * step);
      }
      differences.put(
          parameter.getKey(), new HistogramBuilder().add(slopes, 0, slopes.length).build());
    }
    return differences;
  }

  private static double score(Model model, DataSet batch) {
    return model instanceof MultiLayerNetwork network
        ? network.score(batch)
        : ((ComputationGraph) model).score(batch);
  }
}
