package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemPanelTest {

  /** A recorded value, and where and in which unit W&B shows it. */
  @ParameterizedTest
  @CsvSource({
    "system/cpu/utilization, 0.25, cpu, 25",
    "system/cpu/3/utilization, 0.5, cpu.3.cpu_percent, 50",
    "system/memory/utilization, 0.5, memory_percent, 50",
    "system/memory/available, 1073741824, proc.memory.availableMB, 1024",
    "system/process/memory/resident, 1048576, proc.memory.rssMB, 1",
    "system/process/memory/utilization, 0.1, proc.memory.percent, 10",
    "system/process/threads, 17, proc.cpu.threads, 17",
    "system/disk//data/used, 3221225472, disk./data.usageGB, 3",
    "system/disk//data/utilization, 0.75, disk./data.usagePercent, 75",
    "system/disk/used, 3221225472, disk./.usageGB, 3",
    "system/disk/utilization, 0.75, disk./.usagePercent, 75",
    "system/disk/read, 2097152, disk.in, 2",
    "system/disk/written, 1048576, disk.out, 1",
    "system/network/sent, 1000, network.sent, 1000",
    "system/network/received, 1000, network.recv, 1000",
    "gpu/0/utilization, 0.5, gpu.0.gpu, 50",
    "gpu/1/memory/controller, 0.5, gpu.1.memory, 50",
    "gpu/0/memory/utilization, 0.5, gpu.0.memoryAllocated, 50",
    "gpu/0/memory/used, 1048576, gpu.0.memoryAllocatedBytes, 1048576",
    "gpu/0/temperature, 61, gpu.0.temp, 61",
    "gpu/0/power, 250.5, gpu.0.powerWatts, 250.5",
    "gpu/0/power/limit, 300, gpu.0.enforcedPowerLimitWatts, 300",
    "gpu/0/power/utilization, 0.9, gpu.0.powerPercent, 90",
    "gpu/0/clock/sm, 1410000000, gpu.0.smClock, 1410",
    "gpu/0/clock/memory, 1215000000, gpu.0.memoryClock, 1215",
    "gpu/0/clock/graphics, 1410000000, gpu.0.graphicsClock, 1410",
    "gpu/0/fan, 0.3, gpu.0.fanSpeed, 30",
    "gpu/0/encoder/utilization, 0.3, gpu.0.encoderUtilization, 30",
    "gpu/0/ecc/corrected, 2, gpu.0.correctedMemoryErrors, 2",
    "gpu/0/ecc/uncorrected, 1, gpu.0.uncorrectedMemoryErrors, 1",
    "gpu/0/pcie/generation, 4, gpu.0.pcieLinkGen, 4",
    "gpu/0/pcie/width, 16, gpu.0.pcieLinkWidth, 16",
    "system/load/1m, 1.5, load.1m, 1.5",
    "gpu/0/energy, 12, gpu.0.energy, 12",
  })
  void showsEachMeasurementInThePanelAndUnitOfWandb(
      String series, double recorded, String key, double shown) {
    SystemPanel panel = Objects.requireNonNull(SystemPanel.of(series));

    assertThat(panel.key()).isEqualTo(key);
    assertThat(recorded * panel.factor()).isCloseTo(shown, within(1e-9 * shown));
  }

  @Test
  void leavesOtherSeriesAlone() {
    assertThat(SystemPanel.of("train/loss")).isNull();
    assertThat(SystemPanel.of("gpus/0/x")).isNull();
  }
}
