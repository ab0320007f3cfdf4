package io.stepscope.agent.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Trains two models at once, on two threads and step by step in turn, then others after them. */
public final class SeveralProgram {

  /** PyTorch collects gradients for one at a time. Fair, so that they take turns. */
  private static final ReentrantLock COLLECTING = new ReentrantLock(true);

  private SeveralProgram() {}

  /** Prints the losses of each training under its own name. */
  public static void main(String[] arguments) throws Exception {
    List<Training> trainings = List.of(new Training("a", 4, 1f), new Training("b", 6, 3f));
    for (Training training : trainings) {
      training.thread.start();
    }
    for (Training training : trainings) {
      training.thread.join();
      training.losses.forEach(System.out::println);
    }
    LoopProgram.main(new String[] {"own"});
    FreeLoopProgram.main(new String[] {"server"});
  }

  /** One of the two. */
  private static final class Training {
    private final DjlTraining model = new DjlTraining();
    private final Trainer trainer;
    private final List<String> losses = new ArrayList<>();
    private final Thread thread;

    Training(String name, int batches, float weight) throws Exception {
      trainer = model.trainer(DjlTraining.config(Loss.l2Loss()));
      thread =
          new Thread(
              () -> {
                try {
                  train(name, batches, weight);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    private void train(String name, int batches, float weight) throws Exception {
      Loss loss = Loss.softmaxCrossEntropyLoss();
      try (trainer) {
        for (Batch batch : trainer.iterateDataset(model.data(batches))) {
          COLLECTING.lock();
          try {
            try (GradientCollector collector = trainer.newGradientCollector()) {
              NDList predictions = trainer.forward(batch.getData());
              NDArray value = loss.evaluate(batch.getLabels(), predictions).mul(weight);
              collector.backward(value);
              losses.add(
                  name + " " + Integer.toHexString(Float.floatToRawIntBits(value.getFloat())));
            }
            trainer.step();
          } finally {
            COLLECTING.unlock();
          }
          batch.close();
        }
      }
      model.close();
    }
  }
}
