package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Goes through the fields of a protocol buffer; the counterpart of {@link ProtoWriter}.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol buffers, encoding</a>
 */
final class ProtoReader {
  private final ByteBuffer in;
  private long number;
  private int wireType;
  private ByteBuffer content = ByteBuffer.allocate(0);

  ProtoReader(ByteBuffer message) {
    in = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Goes to the next field.
   *
   * @return its number; 0 at the end
   */
  int next() throws IOException {
    if (!in.hasRemaining()) {
      return 0;
    }
    try {
      long key = number(in);
      wireType = (int) (key & 7);
      switch (wireType) {
        case 0 -> number = number(in);
        case 1 -> number = in.getLong();
        case 2 -> {
          int length = Math.toIntExact(number(in));
          content = in.slice(in.position(), length);
          in.position(in.position() + length);
        }
        case 5 -> number = in.getInt();
        default -> throw new IOException("a field of wire type " + wireType);
      }
      return (int) (key >>> 3);
    } catch (BufferUnderflowException
        | ArithmeticException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new IOException("a message that is cut off", e);
    }
  }

  /** Whether the field is a message, a string, bytes or a packed list. */
  boolean isContent() {
    return wireType == 2;
  }

  /** The bytes of such a field; not copied. */
  ByteBuffer content() {
    return isContent() ? content.slice().order(ByteOrder.LITTLE_ENDIAN) : ByteBuffer.allocate(0);
  }

  byte[] bytes() {
    ByteBuffer from = content();
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  long int64() {
    return number;
  }

  double float64() {
    return Double.longBitsToDouble(number);
  }

  float float32() {
    return Float.intBitsToFloat((int) number);
  }

  ProtoReader message() {
    return new ProtoReader(content());
  }

  String string() {
    return StandardCharsets.UTF_8.decode(content()).toString();
  }

  /** Reads a number that stands alone, as in a packed list. */
  static long varint(ByteBuffer in) throws IOException {
    try {
      return number(in);
    } catch (BufferUnderflowException | ArithmeticException e) {
      throw new IOException("a message that is cut off", e);
    }
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ArithmeticException("a varint without end");
  }
}
