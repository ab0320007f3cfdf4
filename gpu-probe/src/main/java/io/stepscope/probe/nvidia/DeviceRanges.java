package io.stepscope.probe.nvidia;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

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

  /** Pieces of the device's memory found so far, in which many tensors may lie: size by begin. */
  private final NavigableMap<Long, Long> found = new TreeMap<>();

  DeviceRanges(CudaCalls calls, int device) {
    this.calls = calls;
    this.device = device;
  }

  /**
   * Checks that so many bytes are memory of the device: one allocation, or pieces that adjoin, of
   * which CUDA tells one at a time. Frameworks map such pieces side by side to let memory grow.
   *
   * @throws IllegalStateException if they are not, or CUDA does not know
   */
  void check(long address, long bytes, int alignment) {
    if (bytes < 0 || address % alignment != 0) {
      throw new IllegalStateException(
          bytes + " bytes at " + hex(address) + " are no elements of " + alignment + " bytes");
    }
    long end = address + bytes;
    if (address <= 0 || end < address) {
      throw notAll(address, bytes);
    }
    for (long at = address; at < end; ) {
      long pieceEnd = endOfPiece(at);
      if (pieceEnd <= at) {
        throw notAll(address, bytes);
      }
      at = pieceEnd;
    }
  }

  private static IllegalStateException notAll(long address, long bytes) {
    return new IllegalStateException(
        bytes + " bytes at " + hex(address) + " are not all memory that CUDA knows");
  }

  /** Where the piece that an address lies in ends; the address itself where CUDA knows of none. */
  private long endOfPiece(long address) {
    Map.Entry<Long, Long> known = found.floorEntry(address);
    if (known != null && address - known.getKey() < known.getValue()) {
      return known.getKey() + known.getValue();
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
    if (calls.range(address, range) != 0) {
      return address;
    }
    long offset = address - range[0];
    if (offset < 0 || offset >= range[1]) {
      return address;
    }
    found.put(range[0], range[1]);
    return range[0] + range[1];
  }

  private static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
