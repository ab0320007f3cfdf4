package io.stepscope.agent.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** A loop written by hand that tells no listener anything. */
public final class LoopProgram {

  private LoopProgram() {}

  /**
   * Trains; the argument {@code listener} adds one of Stepscope's, {@code own} makes the loss one
   * that the trainer knows nothing of, {@code schedule} makes the learning rate the program's own,
   * {@code passes} goes through less data twice, with a validation after each.
   */
  public static void main(String[] arguments) throws Exception {
    List<String> how = Arrays.asList(arguments);
    try (DjlTraining training = new DjlTraining();
        Trainer trainer =
            training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss(), arguments))) {
      boolean passes = how.contains("passes");
      for (int pass = 0; pass < (passes ? 2 : 1); pass++) {
        train(training, trainer, passes ? 3 : 7, how.contains("own"));
        if (passes) {
          validate(training, trainer);
        }
      }
      training.printWeights();
    }
  }

  private static void train(DjlTraining training, Trainer trainer, int batches, boolean own)
      throws Exception {
    Loss ownLoss = Loss.softmaxCrossEntropyLoss();
    for (Batch batch : trainer.iterateDataset(training.data(batches))) {
      if (System.getProperties().get("together") instanceof CyclicBarrier together) {
        together.await(2, TimeUnit.MINUTES); // Step by step with another training.
      }
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList predictions = trainer.forward(batch.getData());
        NDArray loss =
            own
                ? ownLoss.evaluate(batch.getLabels(), predictions).mul(0.5f)
                : trainer.getLoss().evaluate(batch.getLabels(), predictions);
        collector.backward(loss);
        DjlTraining.print("loss", loss);
      }
      training.printGradients();
      trainer.step();
      batch.close();
    }
  }

  private static void validate(DjlTraining training, Trainer trainer) throws Exception {
    for (Batch batch : trainer.iterateDataset(training.data(2))) {
      NDList predictions = trainer.evaluate(batch.getData());
      DjlTraining.print("validation", trainer.getLoss().evaluate(batch.getLabels(), predictions));
      batch.close();
    }
  }
}
