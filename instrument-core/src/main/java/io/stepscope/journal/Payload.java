package io.stepscope.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer for the body of a record, filled up with zeros to whole words. */
final class Payload {
  private static final int KEPT_BYTES = 1 << 16;

  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[256];
    }
    length = 0;
  }

  int words() {
    return (length + 7) >>> 3;
  }

  int bytes() {
    return length;
  }

  long word(int index) {
    int past = 8 * index + 8 - length;
    long word = Format.word(bytes, 8 * index);
    return past <= 0 ? word : word & (-1L >>> (8 * past));
  }

  Payload putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  Payload putLong(long value) {
    ensure(8);
    Format.ARRAY_WORDS.set(bytes, length, value);
    length += 8;
    return this;
  }

  Payload putDouble(double value) {
    return putLong(Double.doubleToRawLongBits(value));
  }

  /** Seven bits a byte, lowest first; the highest bit says that more follow. */
  Payload putVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  Payload putBytes(byte[] value) {
    putVarint(value.length);
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  Payload putText(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** A text, whole number, number or truth value, with its type before it. */
  Payload putValue(Object value) {
    if (value instanceof Boolean truth) {
      return putByte(Codes.BOOLEAN).putByte(truth ? 1 : 0);
    }
    if (value instanceof Double || value instanceof Float) {
      return putByte(Codes.NUMBER).putDouble(((Number) value).doubleValue());
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return putByte(Codes.WHOLE_NUMBER).putLong(((Number) value).longValue());
    }
    return putByte(Codes.TEXT).putText(String.valueOf(value));
  }

  /** Room for {@code more} bytes and for reading the last word whole. */
  private void ensure(int more) {
    if (length + more + 8 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more + 8));
    }
  }
}
