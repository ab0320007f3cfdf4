package io.stepscope.probe.nvidia;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.Readings;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A device as NVML and CUDA know it, or one of them; NVML's memory goes before CUDA's. */
final class NvidiaAccelerator implements Accelerator {
  private final DeviceInfo info;
  private final @Nullable NvmlDevice nvml;
  private final @Nullable CudaMemory memory;
  private final @Nullable CudaTimer timer;

  NvidiaAccelerator(
      DeviceInfo info,
      @Nullable NvmlDevice nvml,
      @Nullable CudaMemory memory,
      @Nullable CudaTimer timer) {
    this.info = info;
    this.nvml = nvml;
    this.memory = memory;
    this.timer = timer;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public void look(Readings out) throws IOException {
    int[] given = new int[2];
    Readings counting =
        (metric, value) -> {
          given[0]++;
          given[1] += metric.equals("memory/used") ? 1 : 0;
          out.put(metric, value);
        };
    String trouble = nvml == null ? "" : nvml.look(counting);
    if (memory != null && given[1] == 0) {
      String troubleOfCuda = memory.look(counting);
      trouble = trouble.isEmpty() ? troubleOfCuda : trouble;
    }
    if (given[0] == 0 && !trouble.isEmpty()) {
      throw new IOException(trouble);
    }
  }

  @Override
  public Optional<DeviceTimer> timer() {
    return Optional.ofNullable(timer);
  }

  void close() {
    if (timer != null) {
      timer.close();
    }
  }
}
