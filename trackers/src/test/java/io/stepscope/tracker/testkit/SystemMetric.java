package io.stepscope.tracker.testkit;

import java.util.Arrays;
import java.util.List;

/**
 * A measurement of host or accelerator: what is recorded, in SI units, and what each tracker makes
 * of it.
 *
 * @param series as recorded; TensorBoard and JSON lines show it under this name
 * @param recorded value in {@code unit}, which those two show, too
 * @param unit of the recorded value; 1 for fractions and numbers of things
 * @param mlflow metric of MLflow, without {@code system/}, which says its unit: megabytes are
 *     10<sup>6</sup> bytes
 * @param ofMlflow value there
 * @param wandb key of W&amp;B's panel, without {@code system.}, where MB are 2<sup>20</sup> and GB
 *     2<sup>30</sup> bytes
 * @param ofWandb value there
 * @param meter of Micrometer, without {@code stepscope.}; the value is as recorded
 */
public record SystemMetric(
    String series,
    double recorded,
    String unit,
    String mlflow,
    double ofMlflow,
    String wandb,
    double ofWandb,
    String meter) {

  private static final String TABLE =
      """
      system/cpu/utilization | 0.25 | 1 | cpu_utilization_percentage | 25 | cpu | 25 | system.cpu.utilization
      system/cpu/3/utilization | 0.5 | 1 | cpu_3_utilization | 0.5 | cpu.3.cpu_percent | 50 | system.cpu.3.utilization
      system/cpu/power | 65.5 | W | cpu_power | 65.5 | cpu.power | 65.5 | system.cpu.power
      system/cpu/temperature | 71.5 | °C | cpu_temperature | 71.5 | cpu.temperature | 71.5 | system.cpu.temperature
      system/load/1m | 1.5 | 1 | load_1m | 1.5 | load.1m | 1.5 | system.load.1m
      system/memory/used | 2147483648 | B | system_memory_usage_megabytes | 2147.483648 | memory.used | 2147483648 | system.memory.used
      system/memory/available | 1073741824 | B | memory_available | 1073741824 | proc.memory.availableMB | 1024 | system.memory.available
      system/memory/utilization | 0.5 | 1 | system_memory_usage_percentage | 50 | memory_percent | 50 | system.memory.utilization
      system/swap/used | 1048576 | B | swap_used | 1048576 | swap.used | 1048576 | system.swap.used
      system/disk/used | 3221225472 | B | disk_usage_megabytes | 3221.225472 | disk./.usageGB | 3 | system.disk.used
      system/disk/available | 1000000 | B | disk_available_megabytes | 1 | disk.available | 1000000 | system.disk.available
      system/disk/utilization | 0.75 | 1 | disk_usage_percentage | 75 | disk./.usagePercent | 75 | system.disk.utilization
      system/disk/read | 2097152 | B | disk_read | 2097152 | disk.in | 2 | system.disk.read
      system/disk/written | 1048576 | B | disk_written | 1048576 | disk.out | 1 | system.disk.written
      system/disk/read/rate | 524288 | B/s | disk_read_rate | 524288 | disk.read.rate | 524288 | system.disk.read.rate
      system/network/sent | 1048576 | B | network_transmit_megabytes | 1.048576 | network.sent | 1048576 | system.network.sent
      system/network/received | 2500000 | B | network_receive_megabytes | 2.5 | network.recv | 2500000 | system.network.received
      system/network/sent/rate | 1024 | B/s | network_sent_rate | 1024 | network.sent.rate | 1024 | system.network.sent.rate
      system/process/cpu/utilization | 2.5 | 1 | process_cpu_percentage | 250 | process.cpu.utilization | 2.5 | system.process.cpu.utilization
      system/process/memory/resident | 536870912 | B | process_memory_rss_megabytes | 536.870912 | proc.memory.rssMB | 512 | system.process.memory.resident
      system/process/memory/virtual | 8000000000 | B | process_memory_vms_megabytes | 8000 | process.memory.virtual | 8000000000 | system.process.memory.virtual
      system/process/memory/utilization | 0.125 | 1 | process_memory_percentage | 12.5 | proc.memory.percent | 12.5 | system.process.memory.utilization
      system/process/threads | 42 | 1 | process_threads | 42 | proc.cpu.threads | 42 | system.process.threads
      system/process/open_files | 17 | 1 | process_open_files | 17 | process.open_files | 17 | system.process.open_files
      system/jvm/heap/used | 1048576 | B | jvm_heap_used | 1048576 | jvm.heap.used | 1048576 | system.jvm.heap.used
      system/jvm/gc/time | 0.25 | s | jvm_gc_time | 0.25 | jvm.gc.time | 0.25 | system.jvm.gc.time
      gpu/0/utilization | 0.5 | 1 | gpu_0_utilization_percentage | 50 | gpu.0.gpu | 50 | gpu.utilization
      gpu/1/memory/controller | 0.5 | 1 | gpu_1_memory_controller | 0.5 | gpu.1.memory | 50 | gpu.memory.controller
      gpu/3/memory/used | 1073741824 | B | gpu_3_memory_usage_megabytes | 1073.741824 | gpu.3.memoryAllocatedBytes | 1073741824 | gpu.memory.used
      gpu/0/memory/utilization | 0.5 | 1 | gpu_0_memory_usage_percentage | 50 | gpu.0.memoryAllocated | 50 | gpu.memory.utilization
      gpu/0/temperature | 61 | °C | gpu_0_temperature | 61 | gpu.0.temp | 61 | gpu.temperature
      gpu/0/power | 250.5 | W | gpu_0_power_usage_watts | 250.5 | gpu.0.powerWatts | 250.5 | gpu.power
      gpu/0/power/limit | 300 | W | gpu_0_power_limit | 300 | gpu.0.enforcedPowerLimitWatts | 300 | gpu.power.limit
      gpu/12/power/utilization | 0.25 | 1 | gpu_12_power_usage_percentage | 25 | gpu.12.powerPercent | 25 | gpu.power.utilization
      gpu/0/clock/sm | 1410000000 | Hz | gpu_0_clock_sm | 1410000000 | gpu.0.smClock | 1410 | gpu.clock.sm
      gpu/0/clock/memory | 1215000000 | Hz | gpu_0_clock_memory | 1215000000 | gpu.0.memoryClock | 1215 | gpu.clock.memory
      gpu/0/clock/graphics | 1410000000 | Hz | gpu_0_clock_graphics | 1410000000 | gpu.0.graphicsClock | 1410 | gpu.clock.graphics
      gpu/0/fan | 0.25 | 1 | gpu_0_fan | 0.25 | gpu.0.fanSpeed | 25 | gpu.fan
      gpu/0/encoder/utilization | 0.25 | 1 | gpu_0_encoder_utilization | 0.25 | gpu.0.encoderUtilization | 25 | gpu.encoder.utilization
      gpu/0/ecc/corrected | 2 | 1 | gpu_0_ecc_corrected | 2 | gpu.0.correctedMemoryErrors | 2 | gpu.ecc.corrected
      gpu/0/ecc/uncorrected | 1 | 1 | gpu_0_ecc_uncorrected | 1 | gpu.0.uncorrectedMemoryErrors | 1 | gpu.ecc.uncorrected
      gpu/0/pcie/generation | 4 | 1 | gpu_0_pcie_generation | 4 | gpu.0.pcieLinkGen | 4 | gpu.pcie.generation
      gpu/0/pcie/width | 16 | 1 | gpu_0_pcie_width | 16 | gpu.0.pcieLinkWidth | 16 | gpu.pcie.width
      """;

  /** What Micrometer is told of the unit; empty for numbers without one. */
  public String baseUnit() {
    return switch (unit) {
      case "B" -> "bytes";
      case "B/s" -> "bytes.per.second";
      case "W" -> "watts";
      case "°C" -> "celsius";
      case "Hz" -> "hertz";
      case "s" -> "seconds";
      default -> "";
    };
  }

  /** All that trackers know, and what they must leave as it is. */
  public static List<SystemMetric> all() {
    return TABLE.lines().map(SystemMetric::of).toList();
  }

  private static SystemMetric of(String line) {
    List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
    return new SystemMetric(
        cells.get(0),
        Double.parseDouble(cells.get(1)),
        cells.get(2),
        cells.get(3),
        Double.parseDouble(cells.get(4)),
        cells.get(5),
        Double.parseDouble(cells.get(6)),
        cells.get(7));
  }
}
