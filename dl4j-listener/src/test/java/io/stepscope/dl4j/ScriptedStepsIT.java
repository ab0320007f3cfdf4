package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.histogram.Histogram;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network of two weights whose score, activation, gradient, weight and update all tell the number
 * of the step they belong to: the first weight is held at one, the second is trained with data that
 * is made for each step.
 */
class ScriptedStepsIT {

  private static final int STEPS = 1_000;

  @TempDir Path dir;

  @Test
  void everythingThatIsRecordedAtAStepBelongsToIt() throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      MultiLayerNetwork network = network();
      network.setListeners(new StepscopeListener(run));
      double weight = 0;
      for (int step = 0; step < STEPS; step++) {
        double number = step + 1;
        double off = number / 2;
        network.fit(new DataSet(one(number), one(weight * number - off)));
        weight -= number * number;
      }
      Stepscope.finish(network);
      assertThat(run.recorder().failures()).isEmpty();
      assertThat(run.recorder().lost()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    Map<Long, Double> losses = recorded.scalars("train/loss");
    assertThat(losses).hasSize(STEPS);
    double weight = 0;
    for (int step = 0; step < STEPS; step++) {
      double number = step + 1;
      assertThat(losses.get((long) step)).isEqualTo(number * number / 4);
      single(recorded.histogram("activations/0", step), number);
      single(recorded.histogram("gradients/1_W", step), number * number);
      single(recorded.histogram("weights/1_W", step), weight);
      single(recorded.histogram("updates/1_W", step), -number * number);
      single(recorded.histogram("weights/0_W", step), 1);
      weight -= number * number;
    }
    single(recorded.histogram("weights/1_W", STEPS), weight);
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
  }

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .activation(Activation.IDENTITY)
                .updater(new Sgd(1))
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(1)
                        .nOut(1)
                        .hasBias(false)
                        .updater(new Sgd(0))
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nIn(1)
                        .nOut(1)
                        .hasBias(false)
                        .build())
                .build());
    network.init();
    network.setParams(Nd4j.createFromArray(1.0, 0.0));
    return network;
  }

  private static INDArray one(double value) {
    return Nd4j.createFromArray(new double[][] {{value}});
  }

  private static void single(Histogram histogram, double value) {
    assertThat(histogram.count()).isOne();
    assertThat(histogram.min()).isEqualTo(value);
    assertThat(histogram.max()).isEqualTo(value);
  }
}
