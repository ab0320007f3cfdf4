package io.stepscope.probe.nvidia;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CUDA's driver, once initialized. Makes no context. Thread-safe.
 *
 * <p>A call of a function that libcuda lacks ends the JVM, as it is bound when it is first called.
 * So every function that will be called is looked for before.
 */
final class Cuda {
  /** So that nothing a thread asks for can spoil a capture that another one is making. */
  private static final int CAPTURE_MODE_RELAXED = 2;

  private final SharedLibrary library;
  private final CudaCalls calls;

  private Cuda(SharedLibrary library, CudaCalls calls) {
    this.library = library;
    this.calls = calls;
  }

  /** How JCuda is loaded, when it is known that it can be. */
  interface Loading {
    CudaCalls load() throws UnavailableException;
  }

  /** Initializes it. */
  static Cuda open(SharedLibrary library, Loading loading) throws UnavailableException {
    List<String> lacking = library.lacking(CudaFunctions.DEVICES);
    if (!lacking.isEmpty()) {
      throw new UnavailableException("libcuda lacks " + String.join(", ", lacking));
    }
    Cuda cuda = new Cuda(library, loading.load());
    int code = cuda.calls.init();
    if (code != 0) {
      throw new UnavailableException("cuInit failed (code " + code + ")");
    }
    return cuda;
  }

  /** UUIDs of the devices of this process, by CUDA's numbers. */
  List<String> uuids() throws UnavailableException {
    int[] count = new int[1];
    int code = calls.deviceCount(count);
    if (code != 0) {
      throw new UnavailableException("cuDeviceGetCount failed (code " + code + ")");
    }
    List<String> uuids = new ArrayList<>();
    for (int device = 0; device < count[0]; device++) {
      byte[] bytes = new byte[16];
      code = calls.uuid(device, bytes);
      if (code != 0) {
        throw new UnavailableException("cuDeviceGetUuid failed (code " + code + ")");
      }
      uuids.add(text(bytes));
    }
    return uuids;
  }

  /** As NVML writes them: {@code GPU-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}. */
  private static String text(byte[] uuid) {
    String hex = HexFormat.of().formatHex(uuid);
    return String.join(
        "-",
        "GPU",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  Optional<String> name(int device) {
    byte[] name = new byte[96];
    if (!library.has("cuDeviceGetName") || calls.name(device, name) != 0) {
      return Optional.empty();
    }
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return Optional.of(new String(name, 0, end, StandardCharsets.UTF_8));
  }

  /** Bytes of its memory; -1 when unknown. */
  long memoryBytes(int device) {
    long[] bytes = new long[1];
    return library.has("cuDeviceTotalMem_v2") && calls.totalMemory(device, bytes) == 0
        ? bytes[0]
        : -1;
  }

  /** The highest version of CUDA that the driver knows, as 13.0. */
  Optional<String> version() {
    int[] version = new int[1];
    return library.has("cuDriverGetVersion") && calls.driverVersion(version) == 0
        ? Optional.of(versionText(version[0]))
        : Optional.empty();
  }

  static String versionText(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** Measures a device's memory; empty if functions are lacking. */
  Optional<CudaMemory> memory(int device) {
    return library.lacking(CudaFunctions.MEMORY).isEmpty()
        ? Optional.of(new CudaMemory(this, calls, device))
        : Optional.empty();
  }

  /** Times work on a device; empty if functions are lacking. */
  Optional<CudaTimer> timer(int device) {
    return library.lacking(CudaFunctions.EVENTS).isEmpty()
        ? Optional.of(new CudaTimer(this, calls, device))
        : Optional.empty();
  }

  /** Copies from a device and counts on it, as far as functions are there. */
  CudaTransfers transfers(int device) {
    return new CudaTransfers(
        this,
        calls,
        device,
        library.lacking(CudaFunctions.COPIES),
        library.lacking(CudaFunctions.KERNEL));
  }

  /** Whether pieces that do not lie side by side can be copied at once. */
  boolean copiesPieces() {
    return library.has(CudaFunctions.PIECES);
  }

  /** Something that wants a context. */
  interface Work {
    /** Gives CUDA's code. */
    int run();
  }

  /**
   * Does something with the primary context of a device on the calling thread, which must have
   * none, and takes it away again. The context is kept alive meanwhile, but never made.
   *
   * @return CUDA's code; empty if nobody has made that context
   */
  Optional<Integer> inPrimaryContext(int device, Work work) {
    int[] active = new int[1];
    int code = calls.isPrimaryContextActive(device, active);
    if (code != 0 || active[0] == 0) {
      return code == 0 ? Optional.empty() : Optional.of(code);
    }
    @Nullable Object[] context = new Object[1];
    code = calls.retainPrimaryContext(device, context);
    if (code != 0) {
      return Optional.of(code);
    }
    try {
      code = calls.setCurrent(context[0]);
      if (code != 0) {
        return Optional.of(code);
      }
      try {
        return Optional.of(uncaptured(work));
      } finally {
        calls.setCurrent(null);
      }
    } finally {
      calls.releasePrimaryContext(device);
    }
  }

  /** Does something that is no part of a capture, whatever other threads capture meanwhile. */
  int uncaptured(Work work) {
    int[] mode = leaveCapture();
    try {
      return work.run();
    } finally {
      rejoinCapture(mode);
    }
  }

  /** From now on nothing the calling thread does is part of a capture; gives what was before. */
  int[] leaveCapture() {
    int[] mode = {CAPTURE_MODE_RELAXED};
    boolean exchanged =
        library.has("cuThreadExchangeStreamCaptureMode") && calls.exchangeCaptureMode(mode) == 0;
    return exchanged ? mode : new int[0];
  }

  void rejoinCapture(int[] before) {
    if (before.length > 0) {
      calls.exchangeCaptureMode(before);
    }
  }
}
