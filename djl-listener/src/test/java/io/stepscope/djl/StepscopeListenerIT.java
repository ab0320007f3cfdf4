package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDList;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.stepscope.Run;
import io.stepscope.event.ModelGraph;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepscopeListenerIT {

  private static final int STEPS = 20;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void recordsEveryLossAsBackwardGotItWhateverTheOrderOfListeners(Order order) throws Exception {
    List<Float> witnessed = new ArrayList<>();
    Run run = Training.run(dir);
    try (run;
        Training training = new Training()) {
      training.fit(
          Training.config(order.around(new StepscopeListener(run))),
          2,
          trainer -> witnessed.addAll(trainer.losses));
    }
    assertThat(witnessed).hasSize(STEPS);
    assertThat(RecordedRun.in(run.folder()).floats("train/loss")).isEqualTo(witnessed);
  }

  @Test
  void recordsGradientsWeightsAndUpdatesAsTheyAreAroundEachStep() throws Exception {
    Run run = Training.run(dir);
    List<Map<String, float[]>> gradients = new ArrayList<>();
    List<Map<String, float[]>> weights = new ArrayList<>();
    try (run;
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run)),
          2,
          trainer -> {
            gradients.addAll(trainer.gradients);
            weights.addAll(trainer.weights);
            weights.add(trainer.weightsNow());
          });
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(gradients.get(0))
        .containsOnlyKeys("01Linear_weight", "01Linear_bias", "03Linear_weight", "03Linear_bias");
    for (String name : gradients.get(0).keySet()) {
      for (int step = 0; step < STEPS; step++) {
        float[] before = values(weights.get(step), name);
        float[] update = values(weights.get(step + 1), name).clone();
        for (int i = 0; i < update.length; i++) {
          update[i] -= before[i];
        }
        assertThat(recorded.histogram("weights/" + name, step)).isEqualTo(histogram(before));
        assertThat(recorded.histogram("gradients/" + name, step))
            .isEqualTo(histogram(values(gradients.get(step), name)));
        assertThat(recorded.histogram("updates/" + name, step)).isEqualTo(histogram(update));
      }
      assertThat(recorded.histogram("weights/" + name, STEPS))
          .as("the weights that the training ended with")
          .isEqualTo(histogram(values(weights.get(STEPS), name)));
    }
    assertThat(recorded.scalars("gradients/norm").get(3L))
        .isCloseTo(norm(gradients.get(3).values()), withinPercentage(1e-6));
  }

  @Test
  void leavesTrainingTheSameToTheLastBit() throws Exception {
    List<Float> plain = new ArrayList<>();
    Map<String, float[]>[] ends = endings();
    try (Training training = new Training()) {
      training.fit(
          Training.config().addEvaluator(new Accuracy()),
          3,
          trainer -> {
            plain.addAll(trainer.losses);
            ends[0] = trainer.weightsNow();
          });
    }
    List<Float> recorded = new ArrayList<>();
    try (Run run = Training.run(dir);
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run)).addEvaluator(new Accuracy()),
          3,
          trainer -> {
            recorded.addAll(trainer.losses);
            ends[1] = trainer.weightsNow();
          });
    }
    assertThat(recorded).isEqualTo(plain);
    assertThat(ends[1]).containsOnlyKeys(ends[0].keySet());
    ends[0].forEach((name, values) -> assertThat(ends[1].get(name)).containsExactly(values));
  }

  @Test
  void recordsMetricsOfStepsEpochsAndValidation() throws Exception {
    Run run = Training.run(dir);
    EvaluatorTrainingListener theirs = new EvaluatorTrainingListener();
    try (run;
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run), theirs).addEvaluator(new Accuracy()),
          2,
          trainer -> {});
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    List<Float> accuracies = recorded.floats("train/Accuracy");
    assertThat(accuracies).hasSize(STEPS).allMatch(value -> value >= 0 && value <= 1);
    double mean =
        accuracies.subList(10, 20).stream().mapToDouble(Float::doubleValue).average().orElseThrow();
    assertThat(recorded.scalars("train/epoch/Accuracy")).containsOnlyKeys(9L, 19L);
    assertThat(recorded.scalars("train/epoch/Accuracy").get(19L))
        .isEqualTo(latest(theirs, "train_Accuracy"))
        .isCloseTo(mean, within(1e-6));
    assertThat(recorded.scalars("validate/Accuracy")).containsOnlyKeys(9L, 19L);
    assertThat(recorded.scalars("validate/Accuracy").get(19L))
        .isEqualTo(latest(theirs, "validate_Accuracy"));
    assertThat(recorded.scalars("validate/loss").get(19L))
        .isEqualTo(latest(theirs, "validate_loss"));
    assertThat(recorded.scalars("train/epoch/loss")).containsOnlyKeys(9L, 19L);
    assertThat(recorded.epochs().get(9L)).isZero();
    assertThat(recorded.epochs().get(10L)).isOne();
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
  }

  @Test
  void evaluatesMetricsItselfWhenNoListenerDoes() throws Exception {
    Run run = Training.run(dir);
    EvaluatorTrainingListener theirs = new EvaluatorTrainingListener();
    try (Training training = new Training()) {
      training.fit(Training.config(theirs).addEvaluator(new Accuracy()), 1, trainer -> {});
    }
    try (run;
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run)).addEvaluator(new Accuracy()),
          1,
          trainer -> {});
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/Accuracy")).hasSize(10);
    assertThat(recorded.scalars("train/epoch/Accuracy").get(9L))
        .isEqualTo(latest(theirs, "train_Accuracy"));
    assertThat(recorded.scalars("validate/Accuracy").get(9L))
        .isEqualTo(latest(theirs, "validate_Accuracy"));
  }

  @Test
  void recordsTimesAndRates() throws Exception {
    Run run = Training.run(dir);
    try (run;
        Training training = new Training()) {
      training.fit(Training.config(new StepscopeListener(run)), 2, trainer -> {});
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.timings("time/step")).hasSize(STEPS - 1).doesNotContainKey(0L);
    assertThat(recorded.timings("time/backward")).hasSize(STEPS);
    assertThat(recorded.timings("time/update")).hasSize(STEPS);
    assertThat(recorded.timings("time/forward")).isEmpty();
    assertThat(recorded.scalars("train/examples_per_second")).hasSize(STEPS - 1);
    assertThat(recorded.floats("train/learning_rate")).hasSize(STEPS).containsOnly(0.001f);
    assertThat(recorded.scalars("stepscope/histogram_interval")).containsEntry(0L, 1.0);
    assertThat(recorded.scalars("stepscope/histogram_steps")).containsEntry(19L, 20.0);
  }

  @Test
  void tellsForwardAndWaitingForDataWhenTheTrainerHasMetrics() throws Exception {
    Run run = Training.run(dir);
    try (run;
        Training training = new Training();
        WitnessTrainer trainer = training.trainer(Training.config(new StepscopeListener(run)))) {
      trainer.setMetrics(new Metrics());
      EasyTrain.fit(trainer, 1, training.training, null);
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.timings("time/forward")).hasSize(10);
    assertThat(recorded.timings("time/data")).hasSize(9);
  }

  @Test
  void recordsHowTheTrainingWasSetUp() throws Exception {
    Run run = Training.run(dir);
    try (run;
        Training training = new Training()) {
      training.fit(Training.config(new StepscopeListener(run)), 1, trainer -> {});
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.params(Params.Group.PARAMS))
        .containsEntry("loss", "SoftmaxCrossEntropyLoss")
        .containsEntry("optimizer", "Adam")
        .containsEntry("optimizer.beta1", 0.9)
        .containsEntry("learning_rate", 0.001)
        .containsEntry("batch_size", 32L)
        .containsEntry("dataset_size", 320L)
        .containsEntry("parameters", 64L * 24 + 24 + 240 + 10)
        .containsEntry("devices", "[cpu()]");
    assertThat(recorded.params(Params.Group.ENVIRONMENT))
        .containsEntry("djl.engine", "PyTorch")
        .containsKeys("djl.version", "djl.engine.version");
    assertThat(recorded.params(Params.Group.TAGS)).doesNotContainKey("train/loss");
    ModelGraph graph = recorded.all(ModelGraph.class).get(0);
    assertThat(graph.nodes())
        .extracting(ModelGraph.Node::path)
        .containsExactly("digits", "digits/01Linear", "digits/02LambdaBlock", "digits/03Linear");
    assertThat(graph.nodes().get(1).parameters())
        .contains(new ModelGraph.Parameter("01Linear_weight", "(24, 64)", 1536, true));
    assertThat(graph.nodes().get(3).inputs()).containsExactly("digits/02LambdaBlock");
  }

  @Test
  void startsARunOfItsOwnForEachTraining() throws Exception {
    System.setProperty("stepscope.dir", dir.toString());
    System.setProperty("stepscope.forward", "off");
    try {
      StepscopeListener listener = new StepscopeListener();
      for (int i = 0; i < 2; i++) {
        try (Training training = new Training()) {
          training.fit(Training.config(listener), 1, trainer -> {});
        }
      }
    } finally {
      System.clearProperty("stepscope.dir");
      System.clearProperty("stepscope.forward");
    }
    List<RecordedRun> runs = RecordedRun.allIn(dir);
    assertThat(runs).hasSize(2);
    for (RecordedRun run : runs) {
      assertThat(run.floats("train/loss")).hasSize(10);
      assertThat(run.all(RunEnded.class))
          .extracting(RunEnded::status)
          .containsExactly(RunStatus.FINISHED);
    }
  }

  @Test
  void continuesStepsAndEpochsWhenTrainingsShareARun() throws Exception {
    Run run = Training.run(dir);
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      for (int i = 0; i < 2; i++) {
        try (Training training = new Training()) {
          training.fit(Training.config(listener), 1, trainer -> {});
        }
      }
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).hasSize(20);
    assertThat(recorded.epochs()).containsEntry(9L, 0).containsEntry(10L, 1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of maps, to assign from a lambda.
  private static Map<String, float[]>[] endings() {
    return new Map[] {Map.of(), Map.of()};
  }

  private static double norm(Iterable<float[]> tensors) {
    double sum = 0;
    for (float[] tensor : tensors) {
      for (float value : tensor) {
        sum += (double) value * value;
      }
    }
    return Math.sqrt(sum);
  }

  private static float[] values(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static Histogram histogram(float[] values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  private static double latest(EvaluatorTrainingListener listener, String name) {
    return Objects.requireNonNull(listener.getLatestEvaluations().get(name), name);
  }

  /** Where our listener stands among others that evaluate the loss again. */
  enum Order {
    ALONE {
      @Override
      TrainingListener[] around(TrainingListener ours) {
        return new TrainingListener[] {ours};
      }
    },
    BEFORE {
      @Override
      TrainingListener[] around(TrainingListener ours) {
        return new TrainingListener[] {ours, new EvaluatorTrainingListener(), new Curious()};
      }
    },
    AFTER {
      @Override
      TrainingListener[] around(TrainingListener ours) {
        return new TrainingListener[] {new Curious(), new EvaluatorTrainingListener(), ours};
      }
    };

    abstract TrainingListener[] around(TrainingListener ours);
  }

  /** Evaluates the trainer's loss for its own ends. */
  private static final class Curious extends TrainingListenerAdapter {
    @Override
    public void onTrainingBatch(Trainer trainer, BatchData data) {
      data.getLabels()
          .forEach(
              (device, labels) -> {
                NDList predictions = data.getPredictions().get(device);
                if (predictions != null) {
                  trainer.getLoss().evaluate(labels, predictions).close();
                }
              });
    }
  }
}
