package io.stepscope.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTimelineTest {

  private static final long SECOND = 1_000_000;
  private final MemoryTimeline timeline = new MemoryTimeline();

  @Test
  void keepsTheLastSamplesWithTheirTimesAndSteps() {
    for (int i = 0; i < 2 * MemoryTimeline.SAMPLES; i++) {
      timeline.add(i, i * SECOND, Map.of("gpu/0/memory/used", (double) i));
    }

    var samples = timeline.samples();
    assertThat(samples).hasSize(MemoryTimeline.SAMPLES);
    assertThat(samples.get(0).step()).isEqualTo(MemoryTimeline.SAMPLES);
    assertThat(samples.get(0).values()).containsExactly(MemoryTimeline.SAMPLES);
    assertThat(samples.get(0).time()).isEqualTo("1970-01-01T00:02:00Z");
    assertThat(samples.get(MemoryTimeline.SAMPLES - 1).step()).isEqualTo(239);
    assertThat(timeline.last("gpu/0/memory/used")).isEqualTo(239);
    assertThat(timeline.last("gpu/1/memory/used")).isNull();
  }

  @Test
  void whatOneLookFindsIsOneSample() {
    timeline.add(3, SECOND, Map.of("system/jvm/heap/used", 1.0));
    timeline.add(3, SECOND + 900, Map.of("gpu/0/memory/used", 2.0));
    timeline.add(3, SECOND + 1_800, Map.of("gpu/0/memory/used", 3.0));
    timeline.add(4, 6 * SECOND, Map.of("system/jvm/heap/used", 4.0));

    assertThat(timeline.series()).containsExactly("system/jvm/heap/used", "gpu/0/memory/used");
    assertThat(timeline.samples())
        .extracting(MemoryTimeline.Sample::values)
        .containsExactly(
            new double[] {1.0, 2.0},
            new double[] {Double.NaN, 3.0},
            new double[] {4.0, Double.NaN});
  }

  @Test
  void aMachineWithVeryManySeriesHasTheFirstOfThem() {
    Map<String, Double> readings = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      readings.put("gpu/" + i + "/memory/used", 1.0);
    }
    timeline.add(0, 0, readings);

    assertThat(timeline.series()).hasSize(MemoryTimeline.SERIES);
    assertThat(timeline.samples()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu/0/memory/used",
        "gpu/0/process/memory",
        "system/memory/available",
        "system/process/memory/resident",
        "system/jvm/heap/used",
        "system/jvm/nonheap/used",
        "system/jvm/buffers/used",
        "system/swap/used",
        "npu/3/memory"
      })
  void bytesOfMemoryAreKept(String name) {
    assertThat(MemoryTimeline.isOfMemory(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu/0/memory/utilization",
        "gpu/0/memory/controller",
        "gpu/0/clock/memory",
        "system/process/memory/virtual",
        "system/cpu/utilization",
        "train/memory_loss"
      })
  void nothingElseIs(String name) {
    assertThat(MemoryTimeline.isOfMemory(name)).isFalse();
  }
}
