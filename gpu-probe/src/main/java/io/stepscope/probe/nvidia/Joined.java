package io.stepscope.probe.nvidia;

import com.sun.jna.Pointer;
import io.stepscope.probe.DeviceInfo;
import io.stepscope.probe.DeviceKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes one device of what the two libraries know of it. */
final class Joined {

  private Joined() {}

  /**
   * One device.
   *
   * @param uuid by which both know it
   * @param handle what NVML calls it; null if NVML does not know it
   * @param number what CUDA calls it
   * @param missing why one of the libraries cannot be used, for people
   */
  static NvidiaAccelerator of(
      String uuid,
      @Nullable Nvml nvml,
      @Nullable Pointer handle,
      @Nullable Cuda cuda,
      int number,
      List<String> missing) {
    NvmlDevice managed = null;
    CudaMemory memory = null;
    CudaTimer timer = null;
    CudaTransfers transfers = null;
    Optional<String> name = Optional.empty();
    long bytes = -1;
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("vendor", "NVIDIA");
    if (nvml != null) {
      nvml.driver().ifPresent(version -> facts.put("driver", version));
      nvml.cuda().ifPresent(version -> facts.put("cuda", version));
    }
    if (nvml != null && handle != null) {
      OwnMemory own = new OwnMemory(ProcessHandle.current().pid());
      managed = new NvmlDevice(nvml, handle, new PcieTraffic(System::nanoTime), own);
      name = managed.name();
      bytes = managed.memoryBytes();
      nvml.address(handle).ifPresent(address -> facts.put("pci", address));
    }
    if (cuda != null) {
      memory = cuda.memory(number).orElse(null);
      timer = cuda.timer(number).orElse(null);
      transfers = cuda.transfers(number);
      name = name.or(() -> cuda.name(number));
      bytes = bytes < 0 ? cuda.memoryBytes(number) : bytes;
      cuda.version().ifPresent(version -> facts.putIfAbsent("cuda", version));
    }
    if (!missing.isEmpty()) {
      facts.put("missing", String.join("; ", missing));
    }
    DeviceInfo info = new DeviceInfo(uuid, DeviceKind.GPU, name.orElse("NVIDIA GPU"), bytes, facts);
    return new NvidiaAccelerator(info, managed, memory, timer, transfers);
  }
}
