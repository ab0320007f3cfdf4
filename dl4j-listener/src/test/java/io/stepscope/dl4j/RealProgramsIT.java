package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.ModelGraph;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class RealProgramsIT {

  @TempDir Path dir;

  @Test
  void earlyStoppingIsRecordedLikeAnyTraining() throws Exception {
    Run run = Networks.run(dir);
    Witness witness = new Witness();
    try (run) {
      MultiLayerNetwork network = (MultiLayerNetwork) Kind.SEQUENCE.network();
      network.setListeners(witness, new StepscopeListener(run));
      EarlyStoppingConfiguration<MultiLayerNetwork> stopping =
          new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
              .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
              .scoreCalculator(new DataSetLossCalculator(Digits.iterator(2), true))
              .build();
      new EarlyStoppingTrainer(stopping, network, Digits.iterator(5)).fit();
      Stepscope.finish(network);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss").values())
        .containsExactlyElementsOf(witness.scores)
        .hasSize(15);
    assertThat(recorded.scalars("train/epoch/loss")).containsOnlyKeys(4L, 9L, 14L);
  }

  @ParameterizedTest
  @EnumSource
  void frozenLayersHaveNoGradients(Kind kind) throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      Model tuned = frozen(kind.network());
      tuned.setListeners(new StepscopeListener(run));
      kind.fit(tuned, 3, 1);
      Stepscope.finish(tuned);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss")).hasSize(3);
    assertThat(recorded.histogramNames())
        .contains("gradients/" + kind.output() + "_W", "updates/" + kind.output() + "_b")
        .noneMatch(name -> name.endsWith(kind.hidden() + "_W"));
    assertThat(recorded.histogram("gradients/" + kind.output() + "_W", 2).count()).isEqualTo(240);
    List<ModelGraph.Node> nodes = recorded.all(ModelGraph.class).get(0).nodes();
    assertThat(nodes.get(nodes.size() - 2).parameters())
        .isNotEmpty()
        .noneMatch(ModelGraph.Parameter::trainable);
    assertThat(nodes.get(nodes.size() - 1).parameters())
        .isNotEmpty()
        .allMatch(ModelGraph.Parameter::trainable);
  }

  @Test
  void eachPieceOfASequenceIsAStep() throws Exception {
    Run run = Networks.run(dir);
    Witness witness = new Witness();
    try (run) {
      MultiLayerNetwork network = recurrent();
      network.setListeners(witness, new StepscopeListener(run));
      network.fit(new DataSet(Nd4j.rand(4, 3, 15), Nd4j.rand(4, 2, 15)));
      network.fit(new DataSet(Nd4j.rand(4, 3, 12), Nd4j.rand(4, 2, 12)));
      Stepscope.finish(network);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss").values())
        .containsExactlyElementsOf(witness.scores)
        .hasSize(6);
    assertThat(recorded.histogram("activations/0", 2).count()).isEqualTo(4 * 5 * 5);
    assertThat(recorded.histogram("activations/0", 5).count()).isEqualTo(4 * 5 * 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = OptimizationAlgorithm.class,
      names = {"LBFGS", "CONJUGATE_GRADIENT"})
  void optimizersThatEvaluateOftenAreRecordedAsTheStepBegan(OptimizationAlgorithm algorithm)
      throws Exception {
    Run run = Networks.run(dir);
    FirstEvaluations witness = new FirstEvaluations();
    try (run) {
      Model model =
          Kind.SEQUENCE.network(Networks.settings(new Sgd(0.1)).optimizationAlgo(algorithm));
      model.setListeners(witness, new StepscopeListener(run));
      Kind.SEQUENCE.fit(model, 4, 2);
      Stepscope.finish(model);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(witness.evaluations).as("several in a step").isGreaterThan(witness.scores.size());
    assertThat(recorded.scalars("train/loss").values()).containsExactlyElementsOf(witness.scores);
    for (int step = 0; step < witness.weights.size(); step++) {
      assertThat(recorded.histogram("weights/0_W", step))
          .isEqualTo(histogram(Objects.requireNonNull(witness.weights.get(step).get("0_W"))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void singleBatchesNeedNoEpochs(Kind kind) throws Exception {
    Run run = Networks.run(dir);
    Witness witness = new Witness();
    try (run) {
      Model model = kind.network();
      model.setListeners(witness, new StepscopeListener(run));
      for (DataSet batch : Digits.batches(5)) {
        kind.fit(model, batch);
      }
      Stepscope.finish(model);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss").values())
        .containsExactlyElementsOf(witness.scores)
        .hasSize(5);
    assertThat(recorded.timings("time/data")).isEmpty();
    assertThat(recorded.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @EnumSource
  void aCopyJoinsTheRunOfItsModelWhenItHasItsListener(Kind kind) throws Exception {
    Run run = Networks.run(dir);
    Witness witness = new Witness();
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      Model model = kind.network();
      model.setListeners(witness, listener);
      kind.fit(model, 3, 1);
      Model copy = copy(model);
      copy.setListeners(witness, listener);
      kind.fit(copy, 4, 1);
      Stepscope.finish(copy);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss").values())
        .containsExactlyElementsOf(witness.scores)
        .hasSize(7);
  }

  @Test
  void listenersMayBeSetAgainOnTheWay() throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      Model model = Kind.SEQUENCE.network();
      model.setListeners(listener);
      Kind.SEQUENCE.fit(model, 2, 1);
      model.setListeners(new Witness());
      Kind.SEQUENCE.fit(model, 2, 1);
      model.addListeners(listener);
      Kind.SEQUENCE.fit(model, 2, 1);
      Stepscope.finish(model);
    }
    assertThat(RecordedRun.in(run.folder()).scalars("train/loss")).containsOnlyKeys(0L, 1L, 2L, 3L);
  }

  @Test
  void ratesThatDifferAreRecordedLayerByLayer() throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      MultiLayerNetwork network = (MultiLayerNetwork) Kind.SEQUENCE.network();
      network.setListeners(new StepscopeListener(run));
      Kind.SEQUENCE.fit(network, 2, 1);
      network.setLearningRate(1, 0.5);
      Kind.SEQUENCE.fit(network, 2, 1);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/learning_rate/1")).isEqualTo(Map.of(2L, 0.5, 3L, 0.5));
    assertThat(recorded.scalars("train/learning_rate/0")).isEqualTo(Map.of(2L, 0.01, 3L, 0.01));
  }

  @ParameterizedTest
  @EnumSource
  void theRegularizationIsToldApart(Kind kind) throws Exception {
    Run run = Networks.run(dir);
    List<Double> expected = new ArrayList<>();
    try (run) {
      Model model = kind.network(Networks.settings(new Adam(0.01)).l2(0.1));
      model.setListeners(
          new StepscopeListener(run),
          new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model trained) {
              expected.add(Objects.requireNonNull(Network.of(trained)).regularization());
            }
          });
      kind.fit(model, 3, 1);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/regularization").values())
        .containsExactlyElementsOf(expected)
        .hasSize(3)
        .allMatch(value -> value > 0);
  }

  private static Model frozen(Model model) {
    FineTuneConfiguration tuning =
        new FineTuneConfiguration.Builder().updater(new Adam(0.01)).build();
    return model instanceof MultiLayerNetwork network
        ? new TransferLearning.Builder(network)
            .fineTuneConfiguration(tuning)
            .setFeatureExtractor(0)
            .build()
        : new TransferLearning.GraphBuilder((ComputationGraph) model)
            .fineTuneConfiguration(tuning)
            .setFeatureExtractor("hidden")
            .build();
  }

  private static Model copy(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.clone()
        : ((ComputationGraph) model).clone();
  }

  private static MultiLayerNetwork recurrent() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.settings(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(5).activation(Activation.TANH).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(5)
                .build());
    network.init();
    return network;
  }

  private static Histogram histogram(float[] values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  /** Sees the first of several evaluations that make a step. */
  private static final class FirstEvaluations extends BaseTrainingListener {
    private final List<Double> scores = new ArrayList<>();
    private final List<Map<String, float[]>> weights = new ArrayList<>();
    private int evaluations;
    private boolean inside;

    @Override
    public void onGradientCalculation(Model model) {
      evaluations++;
      if (!inside) {
        inside = true;
        scores.add(model.score());
        Map<String, INDArray> table = model.paramTable();
        weights.add(Witness.values(table));
      }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      inside = false;
    }
  }
}
