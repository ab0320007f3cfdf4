package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.tracker.testkit.SystemMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every system metric under MLflow's own name, in MLflow's own unit. */
class SystemSeriesTest {
  @Test
  void listsNamesThatMlflowDoesNotAllow(@TempDir Path folder) throws IOException {
    try (Serving serving = new Serving(folder)) {
      serving.delivered(new Scalar(stamp(0), "system/disk:c/used", 1, false));

      String key = Names.allowed("system/disk:c_used");
      assertThat(serving.series(key)).hasSize(1);
      assertThat(serving.mlflow.files().get("stepscope/names.jsonl"))
          .contains("\"key\":\"" + key + "\"", "\"name\":\"system/disk:c/used\"");
    }
  }

  @Test
  void putsOtherRanksUnderANodeOfTheirOwn() {
    assertThat(new SeriesKeys().of(stamp(2), "gpu/0/power").key())
        .isEqualTo("system/rank2/gpu_0_power_usage_watts");
  }

  /** What each shows is held where all trackers are compared. */
  @Test
  void knowsNoMeasurementThatTheTableOfAllTrackersLeavesOut() {
    Set<String> inTable =
        SystemMetric.all().stream().map(SystemMetric::series).collect(Collectors.toSet());
    assertThat(inTable).containsAll(names("system/", SystemSeries.HOST.keySet()));
    Set<String> ofGpus =
        inTable.stream()
            .map(series -> series.replaceFirst("gpu/\\d+/", ""))
            .collect(Collectors.toSet());
    assertThat(ofGpus).containsAll(SystemSeries.ACCELERATOR.keySet());
  }

  private static Set<String> names(String prefix, Set<String> names) {
    return names.stream().map(name -> prefix + name).collect(Collectors.toSet());
  }

  private static Stamp stamp(int rank) {
    return new Stamp(Serving.RUN, rank, 1, Stamp.NONE, Stamp.NONE, 1_795_262_400_000_000L);
  }
}
