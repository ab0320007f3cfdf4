package io.stepscope.probe.nvidia;

import com.sun.jna.Pointer;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import io.stepscope.probe.Availability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's GPUs, as far as the program may use them: those that CUDA has, by its numbers; where
 * CUDA cannot be asked, those of NVML that {@code CUDA_VISIBLE_DEVICES} leaves. The two know a
 * device by its UUID, as they number devices differently.
 */
public final class NvidiaProvider implements AcceleratorProvider {
  private final @Nullable Names names;
  private final VisibleDevices visible;
  private final List<NvidiaAccelerator> devices = new ArrayList<>();
  private @Nullable Nvml nvml;

  /** What the libraries are called, or where they are. */
  record Names(String nvml, String cuda) {
    /** As drivers install them; the names with a version are there without developers' packages. */
    static Names ofThisSystem() {
      return System.getProperty("os.name").startsWith("Windows")
          ? new Names("nvml", "nvcuda")
          : new Names("libnvidia-ml.so.1", "libcuda.so.1");
    }
  }

  /** Opens nothing yet. */
  public NvidiaProvider() {
    this(null, System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  NvidiaProvider(@Nullable Names names, @Nullable String visibleDevices) {
    this.names = names;
    this.visible = VisibleDevices.of(visibleDevices);
  }

  @Override
  public String id() {
    return "nvidia";
  }

  @Override
  public Availability availability() {
    List<String> reasons = new ArrayList<>();
    try {
      Names libraries = names == null ? Names.ofThisSystem() : names;
      Cuda cuda = openCuda(libraries.cuda(), reasons);
      nvml = openNvml(libraries.nvml(), reasons);
      if (cuda != null) {
        devicesOfCuda(cuda, reasons);
      }
      if (devices.isEmpty() && nvml != null) {
        devicesOfNvml(nvml, reasons);
      }
    } catch (RuntimeException | LinkageError e) {
      reasons.add(e.toString().lines().findFirst().orElse(""));
    }
    if (!devices.isEmpty()) {
      return Availability.yes();
    }
    close();
    return Availability.no(String.join("; ", reasons));
  }

  private static @Nullable Cuda openCuda(String name, List<String> reasons) {
    try {
      return Cuda.open(library(name), JCudaLibrary::load);
    } catch (UnavailableException e) {
      reasons.add("CUDA: " + e.getMessage());
      return null;
    }
  }

  private static @Nullable Nvml openNvml(String name, List<String> reasons) {
    try {
      return Nvml.open(library(name));
    } catch (UnavailableException e) {
      reasons.add("NVML: " + e.getMessage());
      return null;
    }
  }

  /**
   * Only what may be there is opened: JNA itself is native code, which most machines go without.
   */
  private static SharedLibrary library(String name) throws UnavailableException {
    if (!LibrarySearch.mayFind(name)) {
      throw new UnavailableException(name + " is not there");
    }
    return SharedLibrary.open(name);
  }

  private void devicesOfCuda(Cuda cuda, List<String> reasons) {
    List<String> uuids;
    try {
      uuids = cuda.uuids();
    } catch (UnavailableException e) {
      reasons.add("CUDA: " + e.getMessage());
      return;
    }
    for (int number = 0; number < uuids.size(); number++) {
      // CUDA has one MIG device at most, and gives the UUID of the whole GPU for it.
      String uuid = uuids.size() == 1 ? visible.mig().orElse(uuids.get(0)) : uuids.get(number);
      Pointer handle = nvml == null ? null : nvml.device(uuid).orElse(null);
      devices.add(Joined.of(uuid, nvml, handle, cuda, number, reasons));
    }
  }

  private void devicesOfNvml(Nvml nvml, List<String> reasons) {
    List<Pointer> handles = nvml.devices();
    List<String> uuids = new ArrayList<>();
    for (Pointer handle : handles) {
      uuids.add(id(nvml, handle, uuids.size()));
    }
    for (String uuid : visible.among(uuids)) {
      int at = uuids.indexOf(uuid);
      Optional<Pointer> handle = at < 0 ? nvml.device(uuid) : Optional.of(handles.get(at));
      handle.ifPresent(one -> devices.add(Joined.of(uuid, nvml, one, null, -1, reasons)));
    }
    if (devices.isEmpty()) {
      reasons.add(
          handles.isEmpty()
              ? "NVML: no device"
              : "NVML: CUDA_VISIBLE_DEVICES leaves none of " + handles.size() + " devices");
    }
  }

  private static String id(Nvml nvml, Pointer handle, int number) {
    return nvml.text("nvmlDeviceGetUUID", handle)
        .or(() -> nvml.address(handle))
        .orElse("nvml-" + number);
  }

  @Override
  public List<Accelerator> devices() {
    return List.copyOf(devices);
  }

  @Override
  public void close() {
    devices.forEach(NvidiaAccelerator::close);
    devices.clear();
    if (nvml != null) {
      nvml.close();
      nvml = null;
    }
  }
}
