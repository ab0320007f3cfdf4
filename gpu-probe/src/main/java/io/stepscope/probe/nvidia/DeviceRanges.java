package io.stepscope.probe.nvidia;

import java.util.ArrayList;
import java.util.List;

/**
 * What CUDA says lies where, asked anew for each use: a wrong address would be a fault that ends
 * the training. Not thread-safe, for one look with a context.
 */
final class DeviceRanges {
  private static final int MEMORY_TYPE = 2; // CU_POINTER_ATTRIBUTE_MEMORY_TYPE
  private static final int DEVICE_ORDINAL = 9; // CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL
  private static final int DEVICE = 2; // CU_MEMORYTYPE_DEVICE

  private final CudaCalls calls;
  private final int device;

  /** Allocations found so far, in which many tensors may lie: begin and size. */
  private final List<long[]> found = new ArrayList<>();

  DeviceRanges(CudaCalls calls, int device) {
    this.calls = calls;
    this.device = device;
  }

  /**
   * Checks that so many bytes lie within one allocation of the device.
   *
   * @throws IllegalStateException if they do not, or CUDA does not know
   */
  void check(long address, long bytes, int alignment) {
    if (bytes < 0 || address % alignment != 0) {
      throw new IllegalStateException(
          bytes + " bytes at " + hex(address) + " are no elements of " + alignment + " bytes");
    }
    for (long[] range : found) {
      if (holds(range, address, bytes)) {
        return;
      }
    }
    int[] value = new int[1];
    if (calls.attribute(address, MEMORY_TYPE, value) != 0 || value[0] != DEVICE) {
      throw new IllegalStateException("no memory of a device is at " + hex(address));
    }
    if (calls.attribute(address, DEVICE_ORDINAL, value) != 0 || value[0] != device) {
      throw new IllegalStateException(
          "the memory at " + hex(address) + " is not that of device " + device);
    }
    long[] range = new long[2];
    if (calls.range(address, range) != 0 || !holds(range, address, bytes)) {
      throw new IllegalStateException(
          bytes + " bytes at " + hex(address) + " are not all in one allocation");
    }
    found.add(range);
  }

  private static boolean holds(long[] range, long address, long bytes) {
    long offset = address - range[0];
    return offset >= 0 && range[1] >= 0 && offset <= range[1] && bytes <= range[1] - offset;
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
