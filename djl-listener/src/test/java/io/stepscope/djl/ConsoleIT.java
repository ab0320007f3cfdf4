package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.training.Trainer;
import ai.djl.training.listener.LoggingTrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import io.stepscope.Run;
import io.stepscope.event.ConsoleLine;
import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.training.testkit.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleIT {

  @TempDir Path dir;

  @Test
  void whatATrainingPrintsIsRecordedAtItsStepsAndOfAProgressBarTheEnd() throws Exception {
    try (Run run = Training.run(dir);
        Training training = new Training()) {
      training.fit(
          Training.config(
              new Printing(), new LoggingTrainingListener(), new StepscopeListener(run)),
          2,
          trainer -> {});
    }

    assertThat(lines(Stream.STDERR))
        .isEqualTo(IntStream.range(0, 20).mapToObj(batch -> batch + " batch " + batch).toList());
    assertThat(lines(Stream.STDOUT))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("9 Training:").contains(" 100% "),
            line -> assertThat(line).startsWith("10 Validating:").contains(" 100% "),
            line -> assertThat(line).startsWith("19 Training:").contains(" 100% "),
            line -> assertThat(line).startsWith("20 Validating:").contains(" 100% "));
  }

  private List<String> lines(Stream stream) throws IOException {
    return RecordedRun.allIn(dir).get(0).all(ConsoleLine.class).stream()
        .filter(line -> line.stream() == stream)
        .map(line -> line.stamp().step() + " " + line.text())
        .toList();
  }

  /** Prints a line for each batch. */
  private static final class Printing extends TrainingListenerAdapter {
    private int batches;

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
      System.err.println("batch " + batches++);
    }
  }
}
