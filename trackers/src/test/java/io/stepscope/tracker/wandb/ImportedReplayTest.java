package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.tracker.testkit.ImportedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that went through TensorBoard's files is delivered as the one that was recorded. */
class ImportedReplayTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @Test
  void givesTheSameHistory() throws Exception {
    RunFolder recorded = record();
    RunFolder imported = ImportedRun.throughTensorBoard(recorded, folder);

    List<Map<String, String>> expected = history(recorded, "recorded-wandb");
    assertThat(expected).hasSize(100);
    assertThat(history(imported, "imported-wandb")).isEqualTo(expected);
  }

  private RunFolder record() {
    try (Run run =
        Run.builder()
            .dir(folder.resolve("runs"))
            .param("lr", 0.5)
            .set("trackers", "")
            .set("console", "off")
            .set("progress", "off")
            .start()) {
      for (long step = 0; step < 100; step++) {
        run.scalar("train/loss", step, 1f / (step + 1));
        run.scalar("train/accuracy", step, step / 128f);
        if (step % 10 == 0) {
          run.histogram("weights", step, new float[] {-step, 0.25f, 1, 2, 3 + step});
        }
        run.stepComplete(step);
      }
      return new RunFolder(run.folder());
    }
  }

  /** The recorded series in the history. */
  private List<Map<String, String>> history(RunFolder run, String name) throws Exception {
    Path to = folder.resolve(name);
    ImportedRun.deliver(
        run,
        new ConfiguredTracker(
            new WandbTrackerProvider(Map.of(), folder),
            Map.of("dir", to.toString(), "mode", "offline")));
    return LoggedRun.read(LogReader.file(to)).history.stream()
        .map(
            line -> {
              Map<String, String> values = new TreeMap<>(line);
              values.keySet().retainAll(Set.of("_step", "train/loss", "train/accuracy", "weights"));
              return values;
            })
        .filter(values -> values.containsKey("train/loss"))
        .toList();
  }
}
