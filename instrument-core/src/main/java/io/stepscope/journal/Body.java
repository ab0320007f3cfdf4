package io.stepscope.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes apart what {@link Payload} put together. */
final class Body {
  private final ByteBuffer bytes;

  Body(byte[] bytes, int from, int length) {
    this.bytes = ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether bytes are left; some of them may only fill up the last word, with zeros. */
  boolean hasMore() {
    return bytes.hasRemaining();
  }

  boolean truth() {
    return bytes.get() != 0;
  }

  long wholeNumber() {
    return bytes.getLong();
  }

  double number() {
    return Double.longBitsToDouble(bytes.getLong());
  }

  long varint() {
    long value = 0;
    int shift = 0;
    while (true) {
      byte part = bytes.get();
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  /** A number of things that follow, of at least a byte each. */
  int size() {
    long size = varint();
    if (size < 0 || size > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    return (int) size;
  }

  byte[] bytes() {
    byte[] value = new byte[size()];
    bytes.get(value);
    return value;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  <T> T choice(List<T> choices) {
    return choices.get(bytes.get());
  }

  Object value() {
    int type = bytes.get();
    return switch (type) {
      case Codes.TEXT -> text();
      case Codes.WHOLE_NUMBER -> wholeNumber();
      case Codes.NUMBER -> number();
      case Codes.BOOLEAN -> truth();
      default -> throw new IllegalArgumentException("value of type " + type);
    };
  }
}
