package io.stepscope.probe.nvidia;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NVIDIA's management library, once initialized: what it knows of driver and devices. Thread-safe.
 *
 * @see <a href="https://docs.nvidia.com/deploy/nvml-api/">NVML API reference</a>
 */
final class Nvml implements AutoCloseable {
  private static final int MOST_DEVICES = 64;

  /** {@code nvmlPciInfo_t}: 16 characters, five numbers of 4 bytes, 32 characters. */
  private static final int PCI_BYTES = 68;

  private static final int PCI_BUS_ID = 36;

  private final SharedLibrary library;

  private Nvml(SharedLibrary library) {
    this.library = library;
  }

  /** Initializes it; the driver counts how often, others in this process are not disturbed. */
  static Nvml open(SharedLibrary library) throws UnavailableException {
    Nvml nvml = new Nvml(library);
    try {
      nvml.call("nvmlInit_v2");
    } catch (NvmlException e) {
      throw new UnavailableException(e.getMessage());
    }
    return nvml;
  }

  /** Calls a function; whatever is not success is thrown. */
  void call(String function, Object... arguments) throws NvmlException {
    int code = library.call(function, arguments).orElse(NvmlException.FUNCTION_NOT_FOUND);
    if (code != 0) {
      throw new NvmlException(function, code);
    }
  }

  /** All devices that it can reach, in the order of their PCI addresses. */
  List<Pointer> devices() {
    List<Pointer> devices = new ArrayList<>();
    int count = count();
    for (int i = 0; i < count; i++) {
      try {
        PointerByReference device = new PointerByReference();
        call("nvmlDeviceGetHandleByIndex_v2", i, device);
        devices.add(device.getValue());
      } catch (NvmlException e) {
        if (e.isForGood() || count == MOST_DEVICES) {
          break; // There are no more, or none can be had; a single one that is lost is left out.
        }
      }
    }
    return devices;
  }

  private int count() {
    try {
      IntByReference count = new IntByReference();
      call("nvmlDeviceGetCount_v2", count);
      return Math.min(count.getValue(), MOST_DEVICES - 1);
    } catch (NvmlException e) {
      return MOST_DEVICES; // Asked one after the other until there is none.
    }
  }

  /** The device, or MIG device, of this UUID. */
  Optional<Pointer> device(String uuid) {
    try {
      PointerByReference device = new PointerByReference();
      call("nvmlDeviceGetHandleByUUID", uuid, device);
      return Optional.of(device.getValue());
    } catch (NvmlException e) {
      return devices().stream()
          .filter(one -> text("nvmlDeviceGetUUID", one).filter(uuid::equals).isPresent())
          .findFirst();
    }
  }

  /** What a function says of a device; empty if it says nothing. */
  Optional<String> text(String function, Pointer device) {
    try (Memory to = new Memory(96)) {
      to.clear();
      call(function, device, to, (int) to.size());
      return Optional.of(to.getString(0, StandardCharsets.UTF_8.name()));
    } catch (NvmlException e) {
      return Optional.empty();
    }
  }

  /** Its PCI address, as 00000000:18:00.0. */
  Optional<String> address(Pointer device) {
    try (Memory to = new Memory(PCI_BYTES)) {
      to.clear();
      call("nvmlDeviceGetPciInfo_v3", device, to);
      return Optional.of(to.getString(PCI_BUS_ID, StandardCharsets.UTF_8.name()));
    } catch (NvmlException e) {
      return Optional.empty();
    }
  }

  /** Version of the driver. */
  Optional<String> driver() {
    try (Memory to = new Memory(80)) {
      to.clear();
      call("nvmlSystemGetDriverVersion", to, (int) to.size());
      return Optional.of(to.getString(0, StandardCharsets.UTF_8.name()));
    } catch (NvmlException e) {
      return Optional.empty();
    }
  }

  /** The highest version of CUDA that the driver knows, as 13.0. */
  Optional<String> cuda() {
    try {
      IntByReference version = new IntByReference();
      call("nvmlSystemGetCudaDriverVersion_v2", version);
      return Optional.of(Cuda.versionText(version.getValue()));
    } catch (NvmlException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    var unused = library.call("nvmlShutdown");
  }
}
