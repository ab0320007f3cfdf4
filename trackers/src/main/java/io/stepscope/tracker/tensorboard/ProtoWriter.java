package io.stepscope.tracker.tensorboard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends fields of protocol buffers to a byte array that grows and is used again.
 *
 * <p>Messages nest by {@link #begin} and {@link #end}: one byte is kept free for the length, and
 * only a message of 128 bytes or more is moved to make room for the rest of it.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol buffers, encoding</a>
 */
final class ProtoWriter {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes;
  private int size;

  ProtoWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** The array behind this writer; another one after the next write. */
  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Makes room for {@code count} more bytes. */
  void ensure(int count) {
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, needed * 2L));
    }
  }

  void int64(int field, long value) {
    ensure(20);
    tag(field, VARINT);
    varint(value);
  }

  void float64(int field, double value) {
    ensure(18);
    tag(field, FIXED64);
    fixed64(Double.doubleToRawLongBits(value));
  }

  void float32(int field, float value) {
    ensure(14);
    tag(field, FIXED32);
    fixed32(Float.floatToRawIntBits(value));
  }

  /** Writes text as UTF-8; an unpaired surrogate becomes {@code ?}. */
  void string(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int field, byte[] value) {
    ensure(20 + value.length);
    tag(field, LENGTH_DELIMITED);
    varint(value.length);
    raw(value);
  }

  /**
   * Begins a nested message or a packed list.
   *
   * @return where it begins, for {@link #end}
   */
  int begin(int field) {
    ensure(11);
    tag(field, LENGTH_DELIMITED);
    return ++size;
  }

  /** Ends the message that begins at {@code start}. */
  void end(int start) {
    int length = size - start;
    int more = varintSize(length) - 1;
    if (more > 0) {
      ensure(more);
      System.arraycopy(bytes, start, bytes, start + more, length);
    }
    size = start - 1;
    varint(length);
    size += length;
  }

  /** Writes the bytes as they are; {@link #ensure} comes first, as for all methods below. */
  void raw(byte[] value) {
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void raw(int value) {
    bytes[size++] = (byte) value;
  }

  void fixed64(long value) {
    LONGS.set(bytes, size, value);
    size += 8;
  }

  void fixed32(int value) {
    INTS.set(bytes, size, value);
    size += 4;
  }

  void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Leaves a hole to be filled by {@link #fill64} and {@link #fill32}. */
  int reserve(int count) {
    ensure(count);
    int start = size;
    size += count;
    return start;
  }

  void fill64(int at, long value) {
    LONGS.set(bytes, at, value);
  }

  void fill32(int at, int value) {
    INTS.set(bytes, at, value);
  }

  static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }
}
