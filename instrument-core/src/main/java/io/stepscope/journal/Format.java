package io.stepscope.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The numbers of the file format, which {@code docs/journal-format.md} describes. */
final class Format {
  /** "STEPSCPJ" in the order of the bytes. */
  static final long MAGIC = 0x4a50435350455453L;

  static final int MAJOR = 1;
  static final int MINOR = 1;

  static final int HEADER_BYTES = 512;

  /** The counter of claimed bytes, alone on its cache lines. */
  static final int TAIL_OFFSET = 128;

  static final int RUN_OFFSET = 256;
  static final int MOST_RUN_BYTES = 256;

  /** Leases begin and end at multiples of this. */
  static final int BLOCK_BYTES = 512;

  static final int LEASE_HEAD_BYTES = 16;
  static final int LARGEST_LEASE_BYTES = 4096;
  static final int PACKED_BYTES = 32;
  static final int MOST_RECORD_BYTES = 64 << 20;
  static final int MOST_NAME_BYTES = 1024;
  static final int MOST_NAMES = (1 << 24) - 1;

  /**
   * Added to a tail to let every further claim fail; the tail of files that are written plainly.
   */
  static final long SEALED = 1L << 62;

  /** Set in the type of a record that comes after everything recorded before it. */
  static final int FENCE = 0x80;

  /** Set in the type of a record in the general form; the low six bits are the kind's code. */
  static final int GENERAL = 0x40;

  static final int LEASE = 0x01;
  static final int END = 0x02;
  static final int NAME = 0x03;
  static final int SCALAR = 0x10;
  static final int SCALAR32 = 0x11;
  static final int TIMING = 0x12;
  static final int STEP_COMPLETE = FENCE | 0x13;

  /** Words of a buffer. A static final handle, or the compiler cannot see through it. */
  static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Words of an array. */
  static final VarHandle ARRAY_WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Format() {}

  static long word(byte[] bytes, int at) {
    return (long) ARRAY_WORDS.get(bytes, at);
  }

  static int roundUp(int bytes, int multiple) {
    return (bytes + multiple - 1) & -multiple;
  }

  /** Type and length of a record: the low half of its first word. */
  static int shape(int type, int words) {
    return type | words << 8;
  }

  static int type(long firstWord) {
    return (int) firstWord & 0xff;
  }

  static int words(long firstWord) {
    return (int) firstWord >>> 8;
  }

  /** The first word of a record. */
  static long seal(int shape, int checksum) {
    return (shape & 0xffffffffL) | (long) checksum << 32;
  }
}
