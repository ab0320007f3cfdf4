package io.stepscope.dl4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import io.stepscope.Run;
import io.stepscope.histogram.Histogram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** The same network, weights and data in both frameworks: what is recorded is the same. */
class DjlAgreementIT {

  private static final int STEPS = 5;
  private static final float RATE = 0.1f;

  /** Parameters of ours, and what DJL calls them. */
  private static final Map<String, String> NAMES =
      Map.of(
          "0_W", "01Linear_weight",
          "0_b", "01Linear_bias",
          "1_W", "03Linear_weight",
          "1_b", "03Linear_bias");

  @TempDir Path dir;

  @Test
  void gradientsWeightsAndUpdatesAgreeToFloatPrecision() throws Exception {
    MultiLayerNetwork network =
        (MultiLayerNetwork) Kind.SEQUENCE.network(Networks.settings(new Sgd(RATE)));
    Run djl = Networks.run(dir);
    try (djl) {
      trainWithDjl(network.paramTable(), djl);
    }
    Run dl4j = Networks.run(dir);
    try (dl4j) {
      network.setListeners(new StepscopeListener(dl4j));
      for (DataSet batch : Digits.batches(STEPS)) {
        network.fit(batch);
      }
    }
    RecordedRun theirs = RecordedRun.in(djl.folder());
    RecordedRun ours = RecordedRun.in(dl4j.folder());
    for (long step = 0; step < STEPS; step++) {
      assertThat(ours.scalars("train/loss").get(step))
          .isCloseTo(theirs.scalars("train/loss").get(step), within(1e-5));
      for (Map.Entry<String, String> names : NAMES.entrySet()) {
        for (String kind : List.of("gradients/", "weights/", "updates/")) {
          agree(
              ours.histogram(kind + names.getKey(), step),
              theirs.histogram(kind + names.getValue(), step),
              kind + names.getKey() + " at step " + step);
        }
      }
    }
  }

  private static void agree(Histogram ours, Histogram theirs, String what) {
    double close = 2e-5 * Math.max(Math.abs(theirs.min()), Math.abs(theirs.max())) + 1e-9;
    assertThat(ours.count()).as(what).isEqualTo(theirs.count());
    assertThat(ours.min()).as(what).isCloseTo(theirs.min(), within(close));
    assertThat(ours.max()).as(what).isCloseTo(theirs.max(), within(close));
    assertThat(ours.norm()).as(what).isCloseTo(theirs.norm(), within(2e-5 * theirs.norm() + 1e-9));
  }

  private static void trainWithDjl(Map<String, INDArray> weights, Run run) throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(24).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    try (ai.djl.Model model = ai.djl.Model.newInstance("digits", "PyTorch");
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(RATE)).build())
              .optDevices(new Device[] {Device.cpu()})
              .addTrainingListeners(new io.stepscope.djl.StepscopeListener(run));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(Digits.BATCH, 64));
        for (Pair<String, Parameter> parameter : block.getParameters()) {
          NAMES.forEach(
              (ours, theirs) -> {
                if (theirs.equals(parameter.getKey())) {
                  set(parameter.getValue().getArray(), requireNonNull(weights.get(ours)));
                }
              });
        }
        for (Batch batch : trainer.iterateDataset(data(manager))) {
          EasyTrain.trainBatch(trainer, batch);
          trainer.step();
          batch.close();
        }
      }
    }
  }

  /** DJL keeps a layer's weights as outputs by inputs, the other way round. */
  private static void set(NDArray array, INDArray weights) {
    INDArray turned = weights.rank() == 2 && weights.size(0) > 1 ? weights.transpose() : weights;
    array.set(turned.dup('c').data().asFloat());
  }

  private static ArrayDataset data(NDManager manager) {
    DataSet all = Digits.batch(0, STEPS * Digits.BATCH);
    INDArray labels = all.getLabels().argMax(1);
    float[] classes = new float[(int) labels.length()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = labels.getInt(i);
    }
    NDArray pixels =
        manager.create(
            all.getFeatures().dup('c').data().asFloat(), new Shape(STEPS * Digits.BATCH, 64));
    return new ArrayDataset.Builder()
        .setData(pixels)
        .optLabels(manager.create(classes))
        .setSampling(Digits.BATCH, false)
        .build();
  }
}
