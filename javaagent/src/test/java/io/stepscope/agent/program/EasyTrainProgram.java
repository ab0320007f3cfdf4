package io.stepscope.agent.program;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;

/** Trains as DJL's own examples do. */
public final class EasyTrainProgram {

  private EasyTrainProgram() {}

  /** Trains; the argument {@code listener} adds one of Stepscope's. */
  public static void main(String[] arguments) throws Exception {
    try (DjlTraining training = new DjlTraining()) {
      try (Trainer trainer =
          training.trainer(
              DjlTraining.config(Loss.softmaxCrossEntropyLoss(), arguments)
                  .addEvaluator(new Accuracy())
                  .addTrainingListeners(TrainingListener.Defaults.basic())
                  .addTrainingListeners(new DjlTraining.Printing()))) {
        EasyTrain.fit(trainer, 2, training.data(6), training.data(2));
      }
      training.printWeights();
    }
    System.err.println("trained");
  }
}
