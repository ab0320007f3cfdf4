package io.stepscope.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryShortageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.11 GiB",
        "cudaErrorMemoryAllocation: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)",
        "[enforce fail at alloc_cpu.cpp:80] data. DefaultCPUAllocator: not enough memory: you tried",
        "Failed to allocate [4294967296] bytes",
        "Allocation failed: [[DEVICE] allocation failed; Error code: [2]]",
        "Physical memory usage is too high: physicalBytes (8G) > maxPhysicalBytes (8G)",
        "Cannot allocate new FloatPointer(1000): totalBytes = 1G, physicalBytes = 2G",
        "cudaMalloc retry failed: out of memory",
        "std::bad_alloc"
      })
  void messagesOfFrameworksTellIt(String message) {
    IllegalStateException shortage = new IllegalStateException(message);

    assertThat(MemoryShortage.in(shortage)).isSameAs(shortage);
    assertThat(MemoryShortage.in(new RuntimeException("training failed", shortage)))
        .isSameAs(shortage);
  }

  @Test
  void javaHasAClassForIt() {
    OutOfMemoryError error = new OutOfMemoryError();

    assertThat(MemoryShortage.in(error)).isSameAs(error);
    assertThat(MemoryShortage.in(new IOException(new IllegalStateException(error))))
        .isSameAs(error);
  }

  @Test
  void otherExceptionsDoNot() {
    IllegalStateException ring = new IllegalStateException("a");
    ring.initCause(new IllegalStateException("b", ring));

    assertThat(MemoryShortage.in(ring)).isNull();
    assertThat(MemoryShortage.in(null)).isNull();
    assertThat(MemoryShortage.in(new IllegalStateException())).isNull();
    assertThat(MemoryShortage.in(new IllegalArgumentException("shape (3, 2) of memory cell")))
        .isNull();
  }
}
