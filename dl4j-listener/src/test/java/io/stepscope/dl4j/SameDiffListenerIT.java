package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.stepscope.Run;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.Table;
import io.stepscope.event.Timing;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class SameDiffListenerIT {

  private static final int EPOCHS = 3;
  private static final int STEPS = EPOCHS * SameDiffTraining.BATCHES;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsTheTrueLossOfEveryStep(boolean classifies) throws Exception {
    SameDiff graph = classifies ? SameDiffTraining.classifier() : SameDiffTraining.regression();
    SameDiffWitness witness = new SameDiffWitness();
    Run run = SameDiffTraining.run(dir);
    History history;
    try (run) {
      graph.addListeners(new StepscopeSameDiffListener(run), witness);
      history = graph.fit(SameDiffTraining.data(1), EPOCHS);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    List<Float> losses = recorded.floats("train/loss");
    assertThat(losses).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      HandMadeNetwork network = new HandMadeNetwork(witness.weights.get(step), classifies);
      double expected = network.loss(witness.inputs.get(step), witness.labels.get(step));
      assertThat(losses.get(step).doubleValue()).isCloseTo(expected, withinPercentage(1e-3));
    }
    assertThat(recorded.params(Params.Group.TAGS)).containsEntry("train/loss", "evaluated");
    assertThat(history.lossCurve().meanLoss(EPOCHS - 1).totalLoss())
        .as("what the program is told is right as well")
        .isCloseTo(
            losses.subList(10, 15).stream().mapToDouble(f -> f).average().orElse(0), within(1e-6));
    assertThat(recorded.scalars("train/epoch/loss")).containsOnlyKeys(4L, 9L, 14L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsGradientsWeightsAndUpdatesAsTheyAreAroundEachStep(boolean classifies)
      throws Exception {
    SameDiff graph = classifies ? SameDiffTraining.classifier() : SameDiffTraining.regression();
    SameDiffWitness witness = new SameDiffWitness();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph.addListeners(new StepscopeSameDiffListener(run), witness);
      graph.fit(SameDiffTraining.data(1), EPOCHS);
      Stepscope.finish(graph);
    }
    witness.weights.add(SameDiffTraining.weights(graph));
    RecordedRun recorded = RecordedRun.in(run.folder());
    for (int step = 0; step < STEPS; step++) {
      Map<String, double[]> expected =
          new HandMadeNetwork(witness.weights.get(step), classifies)
              .gradients(witness.inputs.get(step), witness.labels.get(step));
      for (String name : expected.keySet()) {
        float[] gradient = values(witness.gradients.get(step), name);
        assertClose(gradient, Objects.requireNonNull(expected.get(name)));
        assertThat(recorded.histogram("gradients/" + name, step)).isEqualTo(histogram(gradient));
        float[] before = values(witness.weights.get(step), name);
        float[] update = values(witness.weights.get(step + 1), name).clone();
        for (int i = 0; i < update.length; i++) {
          update[i] -= before[i];
        }
        assertThat(recorded.histogram("weights/" + name, step)).isEqualTo(histogram(before));
        assertThat(recorded.histogram("updates/" + name, step)).isEqualTo(histogram(update));
      }
    }
    assertThat(recorded.histogram("weights/w1", STEPS))
        .as("the weights that the training ended with")
        .isEqualTo(histogram(values(witness.weights.get(STEPS), "w1")));
    assertThat(recorded.scalars("gradients/norm")).hasSize(STEPS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesTrainingTheSameToTheLastBit(boolean repairs) {
    SameDiff plain = SameDiffTraining.classifier(regularized());
    plain.fit(SameDiffTraining.data(1), EPOCHS);
    SameDiff observed = SameDiffTraining.classifier(regularized());
    try (Run run = SameDiffTraining.run(dir)) {
      observed.addListeners(new StepscopeSameDiffListener(run).repairLoss(repairs).opTimings(true));
      observed.fit(SameDiffTraining.data(1), EPOCHS);
    }
    Map<String, float[]> expected = SameDiffTraining.weights(plain);
    SameDiffTraining.weights(observed)
        .forEach((name, values) -> assertThat(values).containsExactly(values(expected, name)));
    assertThat(observed.getTrainingConfig().getIterationCount()).isEqualTo(STEPS);
  }

  @Test
  void recordsNoLossRatherThanAWrongOne() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      History history =
          graph.fit(
              SameDiffTraining.data(1),
              EPOCHS,
              new StepscopeSameDiffListener(run).repairLoss(false));
      assertThat(history.lossCurve().meanLoss(0).totalLoss()).as("the defect").isZero();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss")).isEmpty();
    assertThat(recorded.params(Params.Group.TAGS)).containsEntry("train/loss", "missing");
    assertThat(recorded.scalars("gradients/norm")).hasSize(STEPS);
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
  }

  @Test
  void tellsTheRegularizationApart() throws Exception {
    SameDiff graph = SameDiffTraining.classifier(regularized());
    SameDiffWitness witness = new SameDiffWitness();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph.addListeners(new StepscopeSameDiffListener(run), witness);
      graph.fit(SameDiffTraining.data(1), 1);
    }
    double squares = 0;
    for (float[] each : witness.weights.get(0).values()) {
      for (float value : each) {
        squares += value * value;
      }
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/regularization").get(0L))
        .isCloseTo(0.5 * 0.01 * squares, withinPercentage(1e-3));
    double loss =
        new HandMadeNetwork(witness.weights.get(0), true)
            .loss(witness.inputs.get(0), witness.labels.get(0));
    assertThat(recorded.floats("train/loss").get(0).doubleValue())
        .isCloseTo(loss, withinPercentage(1e-3));
  }

  @Test
  void recordsValidation() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph
          .fit()
          .train(SameDiffTraining.data(1), EPOCHS)
          .validate(SameDiffTraining.data(2), 1)
          .listeners(new StepscopeSameDiffListener(run))
          .exec();
    }
    Evaluation expected = new Evaluation();
    graph.evaluate(SameDiffTraining.data(2), "softmax", expected);
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("validate/Accuracy")).containsOnlyKeys(4L, 9L, 14L);
    assertThat(recorded.scalars("validate/Accuracy").get(14L))
        .isCloseTo(expected.accuracy(), within(1e-6));
    assertThat(recorded.scalars("validate/F1").get(14L)).isCloseTo(expected.f1(), within(1e-6));
    HandMadeNetwork network = new HandMadeNetwork(SameDiffTraining.weights(graph), true);
    double loss =
        SameDiffTraining.batches(2).stream()
            .mapToDouble(
                batch ->
                    network.loss(
                        batch.getFeatures().toFloatMatrix(), batch.getLabels().toFloatMatrix()))
            .average()
            .orElseThrow();
    assertThat(recorded.scalars("validate/loss").get(14L)).isCloseTo(loss, within(1e-5));
    assertThat(recorded.floats("train/loss")).hasSize(STEPS);
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    assertThat(recorded.all(Table.class)).hasSize(EPOCHS);
  }

  @Test
  void recordsValidationOfARegression() throws Exception {
    SameDiff graph = SameDiffTraining.regression();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph
          .fit()
          .train(SameDiffTraining.data(1), 1)
          .validate(SameDiffTraining.data(2), 1)
          .listeners(new StepscopeSameDiffListener(run))
          .exec();
    }
    RegressionEvaluation expected = new RegressionEvaluation();
    graph.evaluate(SameDiffTraining.data(2), "logits", expected);
    assertThat(RecordedRun.in(run.folder()).scalars("validate/MSE").get(4L))
        .isCloseTo(expected.averageMeanSquaredError(), within(1e-6));
  }

  @Test
  void recordsTimesAndRates() throws Exception {
    SameDiff graph =
        SameDiffTraining.classifier(
            new TrainingConfig.Builder()
                .updater(new Sgd(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 5))));
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph.fit(
          SameDiffTraining.data(1), EPOCHS, new StepscopeSameDiffListener(run).opTimings(true));
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    for (String phase : List.of("data", "forward", "backward", "update")) {
      assertThat(recorded.timings("time/" + phase)).as(phase).hasSize(STEPS);
    }
    assertThat(recorded.timings("time/step")).hasSize(STEPS);
    assertThat(recorded.timings("time/layer/matmul/forward")).hasSize(STEPS);
    assertThat(recorded.timings("time/layer/softmax_cross_entropy_loss/forward")).hasSize(STEPS);
    assertThat(recorded.all(Timing.class))
        .anyMatch(timing -> timing.name().startsWith("time/layer/matmul_bp"));
    Map<Long, Double> rates = recorded.scalars("train/learning_rate");
    assertThat(rates).hasSize(STEPS);
    assertThat(rates.get(4L)).isCloseTo(0.1, within(1e-6));
    assertThat(rates.get(5L)).isCloseTo(0.05, within(1e-6));
    assertThat(rates.get(10L)).isCloseTo(0.025, within(1e-6));
    assertThat(recorded.scalars("train/examples_per_second")).isNotEmpty();
  }

  @Test
  void timesNoOperationUnlessAsked() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph.fit(SameDiffTraining.data(1), 1, new StepscopeSameDiffListener(run));
    }
    assertThat(RecordedRun.in(run.folder()).all(Timing.class))
        .noneMatch(timing -> timing.name().startsWith("time/layer/"));
  }

  @Test
  void recordsHowTheTrainingWasSetUp() throws Exception {
    SameDiff graph = SameDiffTraining.classifier(regularized());
    Run run = SameDiffTraining.run(dir);
    try (run) {
      graph.fit(SameDiffTraining.data(1), 1, new StepscopeSameDiffListener(run));
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.params(Params.Group.PARAMS))
        .containsEntry("loss", "loss")
        .containsEntry("optimizer", "Adam")
        .containsEntry("optimizer.beta1", 0.9)
        .containsEntry("learning_rate", 0.01)
        .containsEntry("batch_size", 8L)
        .containsEntry("data_type", "float")
        .containsEntry("parameters", 6L * 7 + 7 + 7 * 3 + 3)
        .containsKey("regularization.L2Regularization");
    ModelGraph model = recorded.all(ModelGraph.class).get(0);
    assertThat(model.nodes())
        .extracting(ModelGraph.Node::path)
        .contains("input", "label", "matmul", "add", "tanh", "softmax_cross_entropy_loss");
    ModelGraph.Node first =
        model.nodes().stream()
            .filter(node -> node.path().equals("matmul"))
            .findFirst()
            .orElseThrow();
    assertThat(first.parameters())
        .containsExactly(new ModelGraph.Parameter("w0", "(6, 7)", 42, true));
    assertThat(first.inputs()).containsExactly("input");
    assertThat(first.outputShape()).isEqualTo("(8, 7)");
  }

  private static TrainingConfig.Builder regularized() {
    return new TrainingConfig.Builder()
        .updater(new Adam(0.01))
        .regularization(new L2Regularization(0.01));
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  private static float[] values(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static Histogram histogram(float[] values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }
}
