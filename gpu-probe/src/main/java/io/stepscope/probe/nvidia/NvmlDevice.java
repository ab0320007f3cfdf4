package io.stepscope.probe.nvidia;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.stepscope.probe.Readings;
import java.util.List;
import java.util.Optional;

/**
 * What NVML measures of one device. Each metric fails alone.
 *
 * <p>Not thread-safe: looks at a device do not overlap.
 *
 * @see <a href="https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html">Functions,
 *     units and structures</a>
 */
final class NvmlDevice {
  private static final int SM = 1;
  private static final int MEMORY = 2;
  private static final int VOLATILE = 0;
  private static final int MEMORY_V2_BYTES = 40;
  private static final int MEMORY_V2 = MEMORY_V2_BYTES | 2 << 24;

  /** Bits of why clocks are lower than they could be. */
  private static final List<Throttle> THROTTLES =
      List.of(
          new Throttle("power_cap", 0x4),
          new Throttle("hardware", 0x8),
          new Throttle("sync_boost", 0x10),
          new Throttle("thermal", 0x20 | 0x40),
          new Throttle("power_brake", 0x80));

  private final Nvml nvml;
  private final Pointer device;
  private final Memory buffer = new Memory(128);
  private final PcieTraffic traffic;
  private final List<Metric> metrics;
  private boolean oldMemory;
  private double powerLimit;

  private record Throttle(String name, long bits) {}

  NvmlDevice(Nvml nvml, Pointer device, PcieTraffic traffic, OwnMemory own) {
    this.nvml = nvml;
    this.device = device;
    this.traffic = traffic;
    metrics =
        List.of(
            new Metric(this::utilization),
            new Metric(this::memory),
            new Metric(out -> out.put("temperature", whole("nvmlDeviceGetTemperature", 0))),
            new Metric(this::powerLimit),
            new Metric(this::power),
            new Metric(
                out -> out.put("energy", total("nvmlDeviceGetTotalEnergyConsumption") / 1e3)),
            new Metric(out -> out.put("clock/sm", whole("nvmlDeviceGetClockInfo", SM) * 1e6)),
            new Metric(
                out -> out.put("clock/memory", whole("nvmlDeviceGetClockInfo", MEMORY) * 1e6)),
            new Metric(out -> out.put("fan", whole("nvmlDeviceGetFanSpeed") / 100.0)),
            new Metric(
                out -> out.put("pcie/generation", whole("nvmlDeviceGetCurrPcieLinkGeneration"))),
            new Metric(out -> out.put("pcie/width", whole("nvmlDeviceGetCurrPcieLinkWidth"))),
            new Metric(this::pcieTraffic),
            new Metric(out -> ecc(out, "ecc/corrected", 0)),
            new Metric(out -> ecc(out, "ecc/uncorrected", 1)),
            new Metric(this::throttles),
            new Metric(out -> own.look(nvml, device, out)));
  }

  /**
   * Measures what can be measured.
   *
   * @return what went wrong if nothing could be, else empty
   */
  String look(Readings out) {
    boolean given = false;
    String trouble = "";
    for (Metric metric : metrics) {
      Metric.Answer answer = metric.ask(out);
      given |= answer.given();
      trouble = answer.trouble().isEmpty() ? trouble : answer.trouble();
    }
    return given ? "" : trouble;
  }

  Optional<String> name() {
    return nvml.text("nvmlDeviceGetName", device);
  }

  /** Bytes of its memory; -1 when unknown. */
  long memoryBytes() {
    try {
      long[] total = {-1};
      memory((metric, value) -> total[0] = metric.equals("memory/total") ? (long) value : total[0]);
      return total[0];
    } catch (NvmlException e) {
      return -1;
    }
  }

  private void utilization(Readings out) throws NvmlException {
    nvml.call("nvmlDeviceGetUtilizationRates", device, buffer);
    out.put("utilization", buffer.getInt(0) / 100.0);
    out.put("memory/controller", buffer.getInt(4) / 100.0);
  }

  private void memory(Readings out) throws NvmlException {
    long total;
    long used;
    if (!oldMemory) {
      try {
        buffer.setInt(0, MEMORY_V2);
        nvml.call("nvmlDeviceGetMemoryInfo_v2", device, buffer);
        out.put("memory/reserved", buffer.getLong(16));
        total = buffer.getLong(8);
        used = buffer.getLong(32);
        put(out, total, used);
        return;
      } catch (NvmlException e) {
        oldMemory = e.isForGood();
      }
    }
    nvml.call("nvmlDeviceGetMemoryInfo", device, buffer);
    total = buffer.getLong(0);
    used = buffer.getLong(16);
    put(out, total, used);
  }

  private static void put(Readings out, long total, long used) {
    out.put("memory/total", total);
    out.put("memory/used", used);
    out.put("memory/utilization", (double) used / total);
  }

  private void powerLimit(Readings out) throws NvmlException {
    powerLimit = 0;
    powerLimit = whole("nvmlDeviceGetEnforcedPowerLimit") / 1e3;
    out.put("power/limit", powerLimit);
  }

  private void power(Readings out) throws NvmlException {
    double watts = whole("nvmlDeviceGetPowerUsage") / 1e3;
    out.put("power", watts);
    if (powerLimit > 0) {
      out.put("power/utilization", watts / powerLimit);
    }
  }

  private void pcieTraffic(Readings out) throws NvmlException {
    Optional<PcieTraffic.Direction> direction = traffic.next();
    if (direction.isPresent()) {
      long kilobytes = whole("nvmlDeviceGetPcieThroughput", direction.get().counter);
      out.put(direction.get().series, kilobytes * 1e3);
    }
  }

  private void ecc(Readings out, String series, int kind) throws NvmlException {
    LongByReference count = new LongByReference();
    nvml.call("nvmlDeviceGetTotalEccErrors", device, kind, VOLATILE, count);
    out.put(series, count.getValue());
  }

  private void throttles(Readings out) throws NvmlException {
    long reasons = total("nvmlDeviceGetCurrentClocksThrottleReasons");
    for (Throttle throttle : THROTTLES) {
      out.put("throttle/" + throttle.name, (reasons & throttle.bits) == 0 ? 0 : 1);
    }
  }

  private long whole(String function, Integer... kind) throws NvmlException {
    IntByReference to = new IntByReference();
    if (kind.length == 0) {
      nvml.call(function, device, to);
    } else {
      nvml.call(function, device, kind[0], to);
    }
    return Integer.toUnsignedLong(to.getValue());
  }

  private long total(String function) throws NvmlException {
    LongByReference to = new LongByReference();
    nvml.call(function, device, to);
    return to.getValue();
  }
}
