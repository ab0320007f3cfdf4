package io.stepscope.agent.program;

import ai.djl.ndarray.NDArray;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;

/** A training of DJL that ends in the middle. */
public final class EndingLoopProgram {

  private EndingLoopProgram() {}

  /** Trains in a {@code loop} or {@code easy} until it ends in the way that is named second. */
  public static void main(String[] arguments) throws Exception {
    try {
      train(arguments[0].equals("easy"), arguments[1]);
    } catch (IllegalStateException e) {
      if (!arguments[1].equals("caught")) {
        throw e;
      }
      System.out.println("caught " + e.getMessage());
    }
  }

  private static void train(boolean easy, String how) throws Exception {
    try (DjlTraining training = new DjlTraining();
        Trainer trainer =
            training.trainer(
                DjlTraining.config(Loss.softmaxCrossEntropyLoss())
                    .addTrainingListeners(new Stopping(easy ? how : "")))) {
      if (easy) {
        EasyTrain.fit(trainer, 1, training.data(2 * Ending.STEPS), null);
      } else {
        loop(training, trainer, how);
      }
    }
  }

  /** What is printed of a step is printed after it. */
  private static void loop(DjlTraining training, Trainer trainer, String how) throws Exception {
    int step = 0;
    for (Batch batch : trainer.iterateDataset(training.data(2 * Ending.STEPS))) {
      if (step++ == Ending.STEPS) {
        Ending.in(how);
      }
      float loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray array =
            trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
        collector.backward(array);
        loss = array.getFloat();
      }
      trainer.step();
      batch.close();
      Ending.print(loss);
    }
  }

  /** Ends {@code EasyTrain.fit} before an update. */
  private static final class Stopping extends TrainingListenerAdapter {
    private final String how;
    private int batches;

    Stopping(String how) {
      this.how = how;
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData data) {
      if (batches++ == Ending.STEPS && !how.isEmpty()) {
        Ending.in(how);
      }
    }
  }
}
