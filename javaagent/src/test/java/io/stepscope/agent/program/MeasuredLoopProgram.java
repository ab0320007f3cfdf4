package io.stepscope.agent.program;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A training of DJL that is long enough for a device to be looked at. */
public final class MeasuredLoopProgram {

  private MeasuredLoopProgram() {}

  /**
   * Trains, and in the middle waits until a file, if one is named, has so many lines that begin
   * with a word. More words configure the training.
   */
  public static void main(String[] arguments) throws Exception {
    try (DjlTraining training = new DjlTraining();
        Trainer trainer =
            training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss(), arguments))) {
      int step = 0;
      for (Batch batch : trainer.iterateDataset(training.data(6))) {
        if (step++ == 3 && !arguments[0].isEmpty()) {
          await(Path.of(arguments[0]), arguments[1], Long.parseLong(arguments[2]));
        }
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDArray loss =
              trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
          collector.backward(loss);
          Ending.print(loss.getFloat());
        }
        trainer.step();
        batch.close();
      }
      training.printWeights();
    }
  }

  private static void await(Path file, String word, long lines) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (count(file, word) < lines) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(file + " has not enough of " + word);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static long count(Path file, String word) throws Exception {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(line -> line.startsWith(word)).count()
        : 0;
  }
}
