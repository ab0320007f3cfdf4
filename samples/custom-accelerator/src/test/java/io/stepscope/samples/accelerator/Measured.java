package io.stepscope.samples.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What was measured beside a run, as long as it goes on. */
final class Measured {
  private Measured() {}

  /** Waits until every one of these series has a value; the latest of all. */
  static Map<String, Double> until(Run run, String... series)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Map<String, Double> latest = latest(run);
    while (!latest.keySet().containsAll(List.of(series))) {
      assertThat(System.nanoTime())
          .as("time limit; so far %s, failed %s", latest, run.recorder().failures())
          .isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
      latest = latest(run);
    }
    return latest;
  }

  /** The latest value of every series. */
  static Map<String, Double> latest(Run run) throws IOException {
    Map<String, Double> latest = new TreeMap<>();
    try (JournalReader reader = JournalReader.open(new RunFolder(run.folder()).journal(0))) {
      reader.readAll(
          event -> {
            if (event instanceof Scalar scalar) {
              latest.put(scalar.name(), scalar.value());
            }
          });
    }
    return latest;
  }
}
