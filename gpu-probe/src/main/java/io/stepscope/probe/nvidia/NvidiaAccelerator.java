package io.stepscope.probe.nvidia;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.probe.Readings;
import io.stepscope.probe.TensorStatistics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A device as NVML and CUDA know it, or one of them; NVML's memory goes before CUDA's. */
final class NvidiaAccelerator implements Accelerator {
  private final DeviceInfo info;
  private final @Nullable NvmlDevice nvml;
  private final @Nullable CudaMemory memory;
  private final @Nullable CudaTimer timer;
  private final @Nullable CudaTransfers transfers;
  private String refusalSaid;

  NvidiaAccelerator(
      DeviceInfo info,
      @Nullable NvmlDevice nvml,
      @Nullable CudaMemory memory,
      @Nullable CudaTimer timer,
      @Nullable CudaTransfers transfers) {
    this.info = info;
    this.nvml = nvml;
    this.memory = memory;
    this.timer = timer;
    this.transfers = transfers;
    refusalSaid = refusal(); // In the facts from the beginning.
  }

  /** With what is known by now of why nothing is counted on the device. */
  @Override
  public DeviceInfo info() {
    String refusal = refusal();
    if (refusal.isEmpty()) {
      return info;
    }
    Map<String, String> facts = new LinkedHashMap<>(info.facts());
    facts.merge("missing", refusal, (before, now) -> before + "; " + now);
    return new DeviceInfo(info.id(), info.kind(), info.name(), info.memoryBytes(), facts);
  }

  private String refusal() {
    String trouble = transfers == null ? "" : transfers.troubleOfKernel();
    return trouble.isEmpty() ? "" : "statistics on the device: " + trouble;
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
    String refusal = refusal();
    if (!refusal.equals(refusalSaid)) {
      refusalSaid = refusal; // A failed look is said and counted: facts are asked but once.
      throw new IOException(refusal);
    }
  }

  @Override
  public Optional<DeviceTimer> timer() {
    return Optional.ofNullable(timer);
  }

  @Override
  public Optional<DeviceMemory> memory() {
    return transfers == null || !transfers.troubleOfBuffers().isEmpty()
        ? Optional.empty()
        : Optional.of(new CudaCopies(transfers));
  }

  @Override
  public Optional<TensorStatistics> tensorStatistics() {
    return transfers == null || !transfers.troubleOfKernel().isEmpty()
        ? Optional.empty()
        : Optional.of(new CudaStatistics(transfers));
  }

  void close() {
    if (transfers != null) {
      transfers.close();
    }
    if (timer != null) {
      timer.close();
    }
  }
}
