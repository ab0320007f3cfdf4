package io.stepscope.memory;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells exceptions that mean that memory ran out from all others.
 *
 * <p>Of Java's own there is a class. Frameworks throw their usual exceptions, whose messages are
 * looked at, those of causes, too.
 */
public final class MemoryShortage {

  /** Causes that are looked at; longer chains are made by mistake, and may be rings. */
  private static final int DEEPEST = 16;

  /**
   * Parts of messages, in lower case, and who writes them.
   *
   * <ul>
   *   <li>PyTorch: "CUDA out of memory. Tried to allocate …" ({@code CUDACachingAllocator.cpp});
   *       "DefaultCPUAllocator: can't allocate memory: you tried to allocate … bytes", on Windows
   *       "DefaultCPUAllocator: not enough memory: …" ({@code alloc_cpu.cpp})
   *   <li>CUDA: "out of memory" ({@code cudaErrorMemoryAllocation}), {@code
   *       CUDA_ERROR_OUT_OF_MEMORY}
   *   <li>CUDA's libraries: {@code CUBLAS_STATUS_ALLOC_FAILED}, {@code CUDNN_STATUS_ALLOC_FAILED},
   *       {@code CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED}, {@code
   *       CURAND_STATUS_ALLOCATION_FAILED}, {@code CUFFT_ALLOC_FAILED}
   *   <li>ND4J: "Failed to allocate [n] bytes" of host or device ({@code CpuMemoryManager}),
   *       "Allocation failed: […]" ({@code OpaqueDataBuffer})
   *   <li>JavaCPP: "Physical memory usage is too high", "Failed to allocate memory within limits"
   *       ({@code Pointer}), "Cannot allocate new FloatPointer(n)"
   *   <li>MXNet: "cudaMalloc retry failed: out of memory", "Failed to allocate CPU Memory"
   *   <li>C and C++: "Cannot allocate memory" ({@code ENOMEM}), {@code std::bad_alloc}
   * </ul>
   */
  private static final List<String> TEXTS =
      List.of(
          "out of memory",
          "out_of_memory",
          "can't allocate memory",
          "cannot allocate memory",
          "not enough memory",
          "alloc_failed",
          "allocation_failed",
          "allocation failed",
          "failed to allocate",
          "cannot allocate new",
          "physical memory usage is too high",
          "bad_alloc");

  private MemoryShortage() {}

  /**
   * The one of {@code thrown} and its causes that says that memory ran out; null when none does.
   */
  public static @Nullable Throwable in(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OutOfMemoryError || says(cause)) {
        return cause;
      }
      cause = cause.getCause();
    }
    return null;
  }

  private static boolean says(Throwable cause) {
    String message = cause.getMessage();
    if (message == null) {
      return false;
    }
    String lower = message.toLowerCase(Locale.ROOT);
    for (String text : TEXTS) {
      if (lower.contains(text)) {
        return true;
      }
    }
    return false;
  }
}
