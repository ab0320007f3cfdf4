package io.stepscope.agent.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import java.util.Arrays;

/** A loop written by hand that tells no listener anything. */
public final class LoopProgram {

  private LoopProgram() {}

  /**
   * Trains; the argument {@code listener} adds one of Stepscope's, {@code own} makes the loss one
   * that the trainer knows nothing of.
   */
  public static void main(String[] arguments) throws Exception {
    boolean own = Arrays.asList(arguments).contains("own");
    Loss ownLoss = Loss.softmaxCrossEntropyLoss();
    try (DjlTraining training = new DjlTraining();
        Trainer trainer =
            training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss(), arguments))) {
      for (Batch batch : trainer.iterateDataset(training.data(7))) {
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDList predictions = trainer.forward(batch.getData());
          NDArray loss =
              own
                  ? ownLoss.evaluate(batch.getLabels(), predictions).mul(0.5f)
                  : trainer.getLoss().evaluate(batch.getLabels(), predictions);
          collector.backward(loss);
          DjlTraining.print("loss", loss);
        }
        trainer.step();
        batch.close();
      }
      training.printWeights();
    }
  }
}
