package io.stepscope.agent.program;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Trains, waits until it is told to go on, and trains again. */
public final class PatientProgram {

  private PatientProgram() {}

  /**
   * Says in the file named first that it waits, and goes on when its standard input ends; with the
   * argument {@code midway} it waits within a training, before its fourth step.
   */
  public static void main(String[] arguments) throws Exception {
    Path waits = Path.of(arguments[0]);
    if (Arrays.asList(arguments).contains("midway")) {
      waitMidway(waits);
    } else {
      LoopProgram.main(new String[0]);
      await(waits);
      LoopProgram.main(new String[0]);
    }
  }

  private static void waitMidway(Path waits) throws Exception {
    try (DjlTraining training = new DjlTraining();
        Trainer trainer = training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss()))) {
      int step = 0;
      for (Batch batch : trainer.iterateDataset(training.data(7))) {
        if (step++ == 3) {
          await(waits);
        }
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDArray loss =
              trainer.getLoss().evaluate(batch.getLabels(), trainer.forward(batch.getData()));
          collector.backward(loss);
          DjlTraining.print("loss", loss);
        }
        trainer.step();
        batch.close();
      }
    }
  }

  private static void await(Path waits) throws IOException {
    Files.createFile(waits);
    System.in.readAllBytes();
  }
}
