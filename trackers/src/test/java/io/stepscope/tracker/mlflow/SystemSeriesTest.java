package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every system metric under MLflow's own name, in MLflow's own unit. */
class SystemSeriesTest {
  /** Recorded, as it is recorded, and what MLflow's tab shows. */
  private static final List<Row> TABLE =
      List.of(
          new Row("system/cpu/utilization", 0.25, "cpu_utilization_percentage", 25),
          new Row("system/memory/used", 16e9, "system_memory_usage_megabytes", 16_000),
          new Row("system/memory/utilization", 0.5, "system_memory_usage_percentage", 50),
          new Row("system/disk/utilization", 0.75, "disk_usage_percentage", 75),
          new Row("system/disk/used", 1.5e12, "disk_usage_megabytes", 1_500_000),
          new Row("system/disk/available", 1e6, "disk_available_megabytes", 1),
          new Row("system/network/received", 2_500_000, "network_receive_megabytes", 2.5),
          new Row("system/network/sent", 1_048_576, "network_transmit_megabytes", 1.048576),
          new Row("system/process/cpu/utilization", 2.5, "process_cpu_percentage", 250),
          new Row("system/process/memory/resident", 512e6, "process_memory_rss_megabytes", 512),
          new Row("system/process/memory/virtual", 8e9, "process_memory_vms_megabytes", 8_000),
          new Row("system/process/memory/utilization", 0.125, "process_memory_percentage", 12.5),
          new Row("system/process/threads", 42, "process_threads", 42),
          new Row("system/process/open_files", 17, "process_open_files", 17),
          new Row("gpu/0/utilization", 0.98, "gpu_0_utilization_percentage", 98),
          new Row("gpu/3/memory/used", 40e9, "gpu_3_memory_usage_megabytes", 40_000),
          new Row("gpu/0/memory/utilization", 0.5, "gpu_0_memory_usage_percentage", 50),
          new Row("gpu/0/power", 312.5, "gpu_0_power_usage_watts", 312.5),
          new Row("gpu/12/power/utilization", 0.25, "gpu_12_power_usage_percentage", 25),
          new Row("gpu/0/temperature", 71, "gpu_0_temperature", 71),
          new Row("system/load", 1.5, "load", 1.5));

  private record Row(String recorded, double value, String panel, double shown) {}

  @Test
  void showsEverySystemMetricInItsUnit(@TempDir Path folder) throws IOException {
    List<Scalar> events = new ArrayList<>();
    for (Row row : TABLE) {
      events.add(new Scalar(stamp(0), row.recorded(), row.value(), false));
    }
    try (Serving serving = new Serving(folder)) {
      serving.delivered(events);
      for (Row row : TABLE) {
        assertThat(serving.value("system/" + row.panel())).as(row.panel()).isEqualTo(row.shown());
      }
      assertThat(serving.mlflow.run().metrics).hasSameSizeAs(TABLE);
    }
  }

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

  @Test
  void hasARowInTheTableForEveryPanel() {
    Set<String> shown = new HashSet<>();
    TABLE.forEach(row -> shown.add(row.panel().replaceFirst("gpu_\\d+_", "")));
    SystemSeries.HOST.values().forEach(panel -> assertThat(shown).contains(panel.name()));
    SystemSeries.ACCELERATOR.values().forEach(panel -> assertThat(shown).contains(panel.name()));
  }

  private static Stamp stamp(int rank) {
    return new Stamp(Serving.RUN, rank, 1, Stamp.NONE, Stamp.NONE, 1_795_262_400_000_000L);
  }
}
