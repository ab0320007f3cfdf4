package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.tracker.testkit.SystemMetric;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SystemPanelTest {

  /** What each shows is held where all trackers are compared. */
  @Test
  void knowsNoMeasurementThatTheTableOfAllTrackersLeavesOut() {
    Set<String> inTable =
        SystemMetric.all().stream()
            .map(metric -> metric.series().replaceFirst("gpu/\\d+/", ""))
            .collect(Collectors.toSet());
    assertThat(inTable).containsAll(SystemPanel.known());
  }

  @Test
  void tellsDisksApart() {
    assertThat(SystemPanel.of("system/disk//data/used"))
        .isEqualTo(new SystemPanel("disk./data.usageGB", 0x1p-30));
    assertThat(SystemPanel.of("system/disk//data/utilization"))
        .isEqualTo(new SystemPanel("disk./data.usagePercent", 100));
  }

  @Test
  void leavesOtherSeriesAlone() {
    assertThat(SystemPanel.of("train/loss")).isNull();
    assertThat(SystemPanel.of("gpus/0/x")).isNull();
  }
}
