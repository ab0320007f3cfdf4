package io.stepscope.probe.host;

import oshi.hardware.GlobalMemory;

/** How much memory there is for this process: of the host, or what its container may have. */
final class HostMemory {
  private final GlobalMemory memory;
  private final Cgroup group;

  HostMemory(GlobalMemory memory, Cgroup group) {
    this.memory = memory;
    this.group = group;
  }

  /** Bytes. */
  long total() {
    long limit = group.memoryLimit();
    return isLimit(limit) ? limit : memory.getTotal();
  }

  /** Bytes that can still be had without swapping, those of clean caches included. */
  long available() {
    long limit = group.memoryLimit();
    long used = group.memoryUsed();
    long host = memory.getAvailable();
    return isLimit(limit) && used >= 0 ? Math.min(host, Math.max(0, limit - used)) : host;
  }

  private boolean isLimit(long limit) {
    return limit > 0 && limit < memory.getTotal();
  }

  /** Bytes, of the host. */
  long swapUsed() {
    return memory.getVirtualMemory().getSwapUsed();
  }
}
