package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;

/** Reads and overwrites arrays as bytes, without an operation that an engine might take note of. */
final class ArrayMemory {

  private ArrayMemory() {}

  /** The bytes of an array; valid until it is closed or changed. */
  static ByteBuffer read(NDArray array) {
    if (array.getDevice().equals(Device.cpu())) {
      return array.toByteBuffer(true);
    }
    try (NDArray copy = array.toDevice(Device.cpu(), true)) {
      return copy.toByteBuffer();
    }
  }

  /**
   * Overwrites an array in its place: whoever holds it has the new values.
   *
   * @param values as many bytes as the array has, outside the heap
   */
  static void write(NDArray array, ByteBuffer values) {
    if (array.getDevice().equals(Device.cpu())) {
      array.toByteBuffer(true).put(values.duplicate());
      if (array.toByteBuffer(true).equals(values)) {
        return;
      }
      // What was written to was a copy, as with MXNet.
    }
    array.set(values.duplicate());
  }
}
