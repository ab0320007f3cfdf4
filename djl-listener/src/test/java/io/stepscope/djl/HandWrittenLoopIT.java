package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;
import io.stepscope.Run;
import io.stepscope.event.Params;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandWrittenLoopIT {

  @TempDir Path dir;

  @Test
  void isRecordedThoughItCallsNoListener() throws Exception {
    Run run = Training.run(dir);
    List<Float> losses;
    List<Map<String, float[]>> gradients;
    try (run;
        Training training = new Training();
        WitnessTrainer trainer = training.trainer(Training.config(new StepscopeListener(run)))) {
      for (Batch batch : trainer.iterateDataset(training.training)) {
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList predictions = trainer.forward(batch.getData());
          collector.backward(trainer.getLoss().evaluate(batch.getLabels(), predictions));
        }
        trainer.step();
        batch.close();
      }
      losses = trainer.losses;
      gradients = trainer.gradients;
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(losses).hasSize(10);
    assertThat(recorded.floats("train/loss")).isEqualTo(losses);
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, 10).boxed().toList());
    assertThat(recorded.timings("time/backward")).hasSize(10);
    for (int step = 0; step < 10; step++) {
      float[] gradient = Objects.requireNonNull(gradients.get(step).get(Training.WEIGHT));
      assertThat(recorded.histogram("gradients/" + Training.WEIGHT, step).count())
          .isEqualTo(gradient.length);
      assertThat(recorded.histogram("gradients/" + Training.WEIGHT, step).max())
          .isEqualTo(max(gradient));
    }
    assertThat(recorded.histogram("weights/" + Training.WEIGHT, 10).count()).isEqualTo(64 * 24);
  }

  @Test
  void isRecordedThroughAnObservedLossOfItsOwn() throws Exception {
    Run run = Training.run(dir);
    Loss loss = StepscopeListener.observe(Loss.softmaxCrossEntropyLoss());
    List<Float> losses;
    try (run;
        Training training = new Training();
        WitnessTrainer trainer =
            training.trainer(Training.config(loss, new StepscopeListener(run)))) {
      for (Batch batch : trainer.iterateDataset(training.training)) {
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList predictions = trainer.forward(batch.getData());
          collector.backward(loss.evaluate(batch.getLabels(), predictions));
        }
        trainer.step();
        batch.close();
      }
      losses = trainer.losses;
      assertThat(trainer.getLoss()).isSameAs(loss);
    }
    assertThat(RecordedRun.in(run.folder()).floats("train/loss")).isEqualTo(losses).hasSize(10);
  }

  @Test
  void saysItsLossWhenItCalculatesThatItself() throws Exception {
    Run run = Training.run(dir);
    StepscopeListener listener = new StepscopeListener(run);
    List<Float> losses;
    try (run;
        Training training = new Training();
        WitnessTrainer trainer = training.trainer(Training.config(listener))) {
      for (Batch batch : trainer.iterateDataset(training.training)) {
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList predictions = trainer.forward(batch.getData());
          NDArray loss = trainer.getLoss().evaluate(batch.getLabels(), predictions).mul(0.5f);
          collector.backward(loss);
          listener.loss(loss);
        }
        trainer.step();
        batch.close();
      }
      losses = trainer.losses;
    }
    assertThat(RecordedRun.in(run.folder()).floats("train/loss")).isEqualTo(losses).hasSize(10);
  }

  @Test
  void hasItsLossEvaluatedAndMarkedWhenNothingElseTellsIt() throws Exception {
    Run run = Training.run(dir);
    Loss own = Loss.softmaxCrossEntropyLoss();
    List<Float> losses;
    try (run;
        Training training = new Training();
        WitnessTrainer trainer = training.trainer(Training.config(new StepscopeListener(run)))) {
      for (Batch batch : trainer.iterateDataset(training.training)) {
        NDList predictions;
        try (GradientCollector collector = trainer.newGradientCollector()) {
          predictions = trainer.forward(batch.getData());
          collector.backward(own.evaluate(batch.getLabels(), predictions));
        }
        BatchData data =
            new BatchData(
                batch, Map.of(Device.cpu(), batch.getLabels()), Map.of(Device.cpu(), predictions));
        trainer.notifyListeners(listener -> listener.onTrainingBatch(trainer, data));
        trainer.step();
        batch.close();
      }
      losses = trainer.losses;
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.params(Params.Group.TAGS)).containsEntry("train/loss", "evaluated");
    List<Float> evaluated = recorded.floats("train/loss");
    assertThat(evaluated).hasSize(10);
    for (int step = 0; step < 10; step++) {
      assertThat(evaluated.get(step)).isCloseTo(losses.get(step), within(1e-5f));
    }
  }

  @Test
  void hasOneStepForSeveralCallsOfBackward() throws Exception {
    Run run = Training.run(dir);
    List<Float> losses;
    List<Map<String, float[]>> gradients;
    try (run;
        Training training = new Training();
        WitnessTrainer trainer =
            training.trainer(
                Training.config(new StepscopeListener(run)).addEvaluator(new Accuracy()))) {
      int batches = 0;
      for (Batch batch : trainer.iterateDataset(training.training)) {
        EasyTrain.trainBatch(trainer, batch);
        if (++batches % 2 == 0) {
          trainer.step();
        }
        batch.close();
      }
      losses = trainer.losses;
      gradients = trainer.gradients;
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(losses).hasSize(10);
    assertThat(recorded.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
    for (int step = 0; step < 5; step++) {
      assertThat(recorded.scalars("train/loss").get((long) step))
          .isEqualTo((double) losses.get(2 * step) + losses.get(2 * step + 1));
      float[] gradient = Objects.requireNonNull(gradients.get(step).get(Training.WEIGHT));
      assertThat(recorded.histogram("gradients/" + Training.WEIGHT, step).max())
          .as("the accumulated gradient")
          .isEqualTo(max(gradient));
    }
    assertThat(recorded.scalars("train/Accuracy")).hasSize(5);
  }

  @Test
  void hasEpochsThatItDoesNotAnnounce() throws Exception {
    Run run = Training.run(dir);
    try (run;
        Training training = new Training();
        WitnessTrainer trainer =
            training.trainer(
                Training.config(new StepscopeListener(run)).addEvaluator(new Accuracy()))) {
      for (int epoch = 0; epoch < 3; epoch++) {
        for (Batch batch : trainer.iterateDataset(training.training)) {
          EasyTrain.trainBatch(trainer, batch);
          trainer.step();
          batch.close();
        }
        EasyTrain.evaluateDataset(trainer, training.validation);
      }
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.epochs()).containsEntry(9L, 0).containsEntry(10L, 1).containsEntry(29L, 2);
    assertThat(recorded.scalars("train/epoch/Accuracy")).containsOnlyKeys(9L, 19L, 29L);
    assertThat(recorded.scalars("train/epoch/loss")).containsOnlyKeys(9L, 19L, 29L);
    assertThat(recorded.scalars("validate/loss")).containsOnlyKeys(9L, 19L, 29L);
  }

  @Test
  void mayFreezeParametersOnTheWay() throws Exception {
    Run run = Training.run(dir);
    try (run;
        Training training = new Training();
        WitnessTrainer trainer = training.trainer(Training.config(new StepscopeListener(run)))) {
      int batches = 0;
      for (Batch batch : trainer.iterateDataset(training.training)) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
        batch.close();
        if (++batches == 3) {
          training.model.getBlock().getParameters().get(Training.WEIGHT).freeze(true);
        }
      }
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).hasSize(10);
    assertThat(recorded.completeSteps()).isEqualTo(LongStream.range(0, 10).boxed().toList());
    assertThat(recorded.histogram("gradients/03Linear_weight", 9).count()).isEqualTo(240);
  }

  private static double max(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return list.stream().mapToDouble(Float::doubleValue).max().orElseThrow();
  }
}
