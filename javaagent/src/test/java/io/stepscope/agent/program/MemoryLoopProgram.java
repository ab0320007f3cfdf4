package io.stepscope.agent.program;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

/** A training of DJL that runs out of memory. */
public final class MemoryLoopProgram {

  private MemoryLoopProgram() {}

  /**
   * Trains until there is no memory: as a program that {@code leaks} arrays and dies, with a
   * message of a device that this machine does not have, or as one that {@code tries} for more than
   * the host has, and goes on.
   */
  public static void main(String[] arguments) throws Exception {
    boolean leaks = arguments[0].equals("leaks");
    Scarce loss = new Scarce(leaks);
    try (DjlTraining training = new DjlTraining();
        Trainer trainer = training.trainer(DjlTraining.config(loss))) {
      int step = 0;
      for (Batch batch : trainer.iterateDataset(training.data(2 * ShortMemory.STEPS))) {
        loss.fails = step++ == ShortMemory.STEPS;
        if (leaks) {
          for (int i = 0; i < 40; i++) {
            trainer.getManager().zeros(new Shape(256, i < 39 ? 1 : 2));
          }
        }
        try {
          train(trainer, batch);
        } catch (EngineException e) {
          if (leaks) {
            throw e;
          }
          ShortMemory.printCaught(e);
        }
        batch.close();
      }
      training.printWeights();
    }
  }

  private static void train(Trainer trainer, Batch batch) {
    try (GradientCollector collector = trainer.newGradientCollector()) {
      NDArray loss =
          trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
      collector.backward(loss);
      Ending.print(loss.getFloat());
    }
    trainer.step();
  }

  /** A loss that once needs too much. */
  private static final class Scarce extends SoftmaxCrossEntropyLoss {
    private final boolean scripted;
    private boolean fails;

    Scarce(boolean scripted) {
      this.scripted = scripted;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      if (fails && scripted) {
        throw new EngineException(
            "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.11"
                + " GiB of which 8.44 MiB is free.");
      }
      if (fails) {
        predictions.head().getManager().zeros(new Shape(ShortMemory.TOO_MANY)).close();
      }
      return super.evaluate(labels, predictions);
    }
  }
}
