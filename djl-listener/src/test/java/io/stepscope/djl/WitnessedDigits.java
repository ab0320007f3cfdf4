package io.stepscope.djl;

import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.Batch;
import io.stepscope.Run;
import io.stepscope.training.testkit.WitnessedTraining;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Digits, epoch by epoch. */
final class WitnessedDigits implements WitnessedTraining {
  private final Training training = new Training();
  private final WitnessTrainer trainer;

  WitnessedDigits(@Nullable Run run) {
    DefaultTrainingConfig config =
        run == null ? Training.config() : Training.config(new StepscopeListener(run));
    trainer = training.trainer(config);
  }

  @Override
  public int stepsPerEpoch() {
    return 10;
  }

  @Override
  public void train(int epochs) throws Exception {
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch batch : trainer.iterateDataset(training.training)) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
        batch.close();
      }
      trainer.notifyListeners(listener -> listener.onEpoch(trainer));
    }
  }

  @Override
  public void finish() {
    trainer.close();
  }

  @Override
  public List<Double> losses() {
    return trainer.losses.stream().map(Float::doubleValue).toList();
  }

  @Override
  public List<Map<String, float[]>> gradients() {
    return trainer.gradients;
  }

  @Override
  public List<Map<String, float[]>> weights() {
    return trainer.weights;
  }

  @Override
  public Map<String, float[]> weightsNow() {
    return trainer.weightsNow();
  }

  @Override
  public void close() {
    trainer.close();
    training.close();
  }
}
