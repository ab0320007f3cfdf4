package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.util.LinkedHashMap;
import java.util.Map;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.ComputerSystem;

/**
 * How busy the processor is: each core, and all of them; in a container that gets fewer, the share
 * that the container uses of those it gets.
 */
final class CpuProbe implements Probe {
  private final CentralProcessor processor;
  private final ComputerSystem computer;
  private final Cgroup group;
  private final Rate groupNanos = new Rate();
  private long[][] before = {};

  CpuProbe(CentralProcessor processor, ComputerSystem computer, Cgroup group) {
    this.processor = processor;
    this.computer = computer;
    this.group = group;
  }

  @Override
  public String name() {
    return "host processor";
  }

  @Override
  public void look(Readings out) {
    double all = cores(out);
    double limit = group.cpuCores();
    long used = group.cpuNanos();
    if (isLimited(limit) && used >= 0) {
      groupNanos.now(used, System.nanoTime());
      all = groupNanos.perSecond() / 1e9 / limit;
    }
    out.put("system/cpu/utilization", all);
    double load = processor.getSystemLoadAverage(1)[0];
    out.put("system/load/1m", load < 0 ? Double.NaN : load);
  }

  private boolean isLimited(double cores) {
    return cores > 0 && cores < processor.getLogicalProcessorCount();
  }

  /** Tells every core, and returns the mean of all. */
  private double cores(Readings out) {
    long[][] now = processor.getProcessorCpuLoadTicks();
    long busy = 0;
    long total = 0;
    for (int core = 0; core < Math.min(now.length, before.length); core++) {
      long coreTotal = 0;
      long coreIdle = 0;
      for (TickType type : TickType.values()) {
        long ticks = now[core][type.getIndex()] - before[core][type.getIndex()];
        coreTotal += ticks;
        coreIdle += type == TickType.IDLE || type == TickType.IOWAIT ? ticks : 0;
      }
      out.put("system/cpu/" + core + "/utilization", share(coreTotal - coreIdle, coreTotal));
      busy += coreTotal - coreIdle;
      total += coreTotal;
    }
    before = now;
    return share(busy, total);
  }

  /** The kernel's count of idle time may step back a little. */
  private static double share(long busy, long total) {
    return total <= 0 ? Double.NaN : Math.min(1, Math.max(0, (double) busy / total));
  }

  @Override
  public Map<String, ?> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu.physical_cores", (long) processor.getPhysicalProcessorCount());
    facts.put("cpu.sockets", (long) processor.getPhysicalPackageCount());
    putIfKnown(facts, "machine.manufacturer", computer.getManufacturer());
    putIfKnown(facts, "machine.model", computer.getModel());
    if (processor.getMaxFreq() > 0) {
      facts.put("cpu.max_hertz", processor.getMaxFreq());
    }
    if (isLimited(group.cpuCores())) {
      facts.put("cpu.limit_cores", group.cpuCores());
    }
    return facts;
  }

  private static void putIfKnown(Map<String, Object> facts, String name, String value) {
    if (!value.isBlank() && !value.equalsIgnoreCase("unknown")) {
      facts.put(name, value);
    }
  }
}
