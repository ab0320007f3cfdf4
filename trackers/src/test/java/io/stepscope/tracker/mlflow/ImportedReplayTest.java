package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.testkit.ImportedRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that went through TensorBoard's files is delivered as the one that was recorded. */
class ImportedReplayTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @Test
  void givesTheSameSeries() throws Exception {
    RunFolder recorded = new RunFolder(folder.resolve(Serving.RUN));
    try (JournalWriter journal =
        JournalWriter.open(recorded.journal(0), recorded.id(), 0, JournalOptions.defaults())) {
      for (Event event : Recording.everything(100).events) {
        assertThat(journal.append(event)).isTrue();
      }
    }
    RunFolder imported = ImportedRun.throughTensorBoard(recorded, folder);
    FakeMlflow one = new FakeMlflow();
    FakeMlflow other = new FakeMlflow();
    try (FakeServer oneServer = new FakeServer(one);
        FakeServer otherServer = new FakeServer(other)) {
      deliver(recorded, oneServer);
      deliver(imported, otherServer);

      // A series of numbers that a float32 holds.
      String series = "gradients/norm/0_W";
      assertThat(one.run().metrics.get(series)).hasSize(100);
      assertThat(other.run().metrics.get(series)).isEqualTo(one.run().metrics.get(series));
      assertThat(other.run().metrics.get("train/loss")).hasSize(101);
      assertThat(other.run().params).containsEntry("layers", "3").containsEntry("opt", "adam");
      assertThat(other.run().status).isEqualTo("FINISHED");
    }
  }

  private static void deliver(RunFolder run, FakeServer server) throws InterruptedException {
    ImportedRun.deliver(
        run,
        new ConfiguredTracker(
            new MlflowTrackerProvider(Map.of()), Map.of("uri", server.uri().toString())));
  }
}
