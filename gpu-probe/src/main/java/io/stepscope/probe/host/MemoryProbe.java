package io.stepscope.probe.host;

import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;

/** Memory of the host, or of the container if that gets less. */
final class MemoryProbe implements Probe {
  private final HostMemory memory;

  MemoryProbe(HostMemory memory) {
    this.memory = memory;
  }

  @Override
  public String name() {
    return "host memory";
  }

  @Override
  public void look(Readings out) {
    long total = memory.total();
    long available = memory.available();
    out.put("system/memory/used", total - available);
    out.put("system/memory/available", available);
    out.put("system/memory/utilization", (double) (total - available) / total);
    out.put("system/swap/used", memory.swapUsed());
  }
}
