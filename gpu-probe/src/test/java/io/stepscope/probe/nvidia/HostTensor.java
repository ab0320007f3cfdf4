package io.stepscope.probe.nvidia;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.HalfFloats;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor in this process, and what the host finds in it. */
final class HostTensor {
  private final String name;
  private final Element element;
  private final byte[] bytes;
  private final float divisor;
  private final Memory memory;
  private final long address;

  private HostTensor(String name, Element element, byte[] bytes, int misplaced, float divisor) {
    this.name = name;
    this.element = element;
    this.bytes = bytes;
    this.divisor = divisor;
    memory = new Memory(bytes.length + 64L);
    long aligned = (Pointer.nativeValue(memory) + 15) / 16 * 16;
    address = aligned + (long) misplaced * WorkList.size(element);
    memory.write(address - Pointer.nativeValue(memory), bytes, 0, bytes.length);
  }

  /**
   * Float32 values.
   *
   * @param misplaced elements between a multiple of 16 bytes and the first one
   */
  static HostTensor of(String name, float[] values, int misplaced, float divisor) {
    byte[] bytes = new byte[4 * values.length];
    wrap(bytes).asFloatBuffer().put(values);
    return new HostTensor(name, Element.FLOAT32, bytes, misplaced, divisor);
  }

  /** Values of a format of 16 bits. */
  static HostTensor of(String name, Element element, short[] values, int misplaced, float divisor) {
    byte[] bytes = new byte[2 * values.length];
    wrap(bytes).asShortBuffer().put(values);
    return new HostTensor(name, element, bytes, misplaced, divisor);
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  Tensor tensor() {
    return at(address);
  }

  /** The same, where a device has it. */
  Tensor at(long there) {
    return new Tensor(there, bytes.length / WorkList.size(element), element, divisor);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** What the host makes of it. */
  Histogram expected() {
    ByteBuffer from = wrap(bytes);
    if (divisor == 1) {
      return new HistogramBuilder().add(from, ElementType.valueOf(element.name())).build();
    }
    float[] values = new float[bytes.length / WorkList.size(element)];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(from) / divisor;
    }
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  private float next(ByteBuffer from) {
    return switch (element) {
      case FLOAT32 -> from.getFloat();
      case FLOAT16 -> HalfFloats.fromFloat16(from.getShort());
      case BFLOAT16 -> HalfFloats.fromBfloat16(from.getShort());
    };
  }

  @Override
  public String toString() {
    return name
        + " of "
        + bytes.length / WorkList.size(element)
        + " "
        + element
        + " at "
        + address % 16
        + " by "
        + divisor;
  }
}
