package com.acme.digits;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Locale;

/**
 * Trains a small convolutional network on hand-written digits. It knows nothing of Stepscope: the
 * java agent records it as it is.
 *
 * <p>Argument: the number of epochs, 8 by default.
 */
public final class DigitsTraining {

  private static final int BATCH_SIZE = 32;

  private DigitsTraining() {}

  /** Trains, and prints the accuracy on digits that were not trained on. */
  public static void main(String[] args) throws IOException, TranslateException {
    int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 8;
    Engine.getInstance().setRandomSeed(42);
    try (Model model = Model.newInstance("digits");
        NDManager manager = NDManager.newBaseManager()) {
      model.setBlock(network());
      Digits digits = Digits.load();
      Dataset training = digits.training(manager, BATCH_SIZE);
      Dataset test = digits.test(manager, BATCH_SIZE);

      EvaluatorTrainingListener evaluation = new EvaluatorTrainingListener();
      TrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(Adam.builder().optLearningRateTracker(learningRate(epochs)).build())
              .addEvaluator(new Accuracy())
              .addTrainingListeners(evaluation);

      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(BATCH_SIZE, 1, 8, 8));
        EasyTrain.fit(trainer, epochs, training, test);
      }
      Float accuracy = evaluation.getLatestEvaluations().get("validate_Accuracy");
      System.out.printf(Locale.ROOT, "test accuracy: %.4f%n", accuracy);
    }
  }

  /**
   * Falls from 0.002 to nearly nothing, so that the end of the training does not depend on luck.
   */
  private static Tracker learningRate(int epochs) {
    int steps = epochs * ((Digits.TRAINING + BATCH_SIZE - 1) / BATCH_SIZE);
    return Tracker.cosine().setBaseValue(2e-3f).optFinalValue(1e-5f).setMaxUpdates(steps).build();
  }

  private static Block network() {
    return new SequentialBlock()
        .add(convolution(16))
        .add(Activation::relu)
        .add(convolution(32))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(64).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(10).build());
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }
}
