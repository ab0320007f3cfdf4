package io.stepscope.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first block of a segment.
 *
 * @param base position of the segment in the rank's journal, in bytes
 * @param size bytes of the segment as it was made; the file may be shorter
 * @param session number of the first segment that the same writer made; names are per session
 */
record SegmentHeader(int number, int rank, long base, int size, int session, String run) {
  private static final int NUMBER = 16;
  private static final int BASE = 24;
  private static final int SIZE = 32;
  private static final int SESSION = 40;
  private static final int CHECKSUM = 48;

  SegmentHeader withSize(int bytes) {
    return new SegmentHeader(number, rank, base, bytes, session, run);
  }

  /** The block. */
  byte[] encode(long tail) {
    byte[] id = run.getBytes(StandardCharsets.UTF_8);
    byte[] block = new byte[Format.HEADER_BYTES];
    ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(Format.MAGIC)
        .putShort((short) Format.MAJOR)
        .putShort((short) Format.MINOR)
        .putInt(Format.HEADER_BYTES)
        .putInt(number)
        .putInt(rank)
        .putLong(base)
        .putLong(size)
        .putInt(session)
        .putInt(id.length)
        .putLong(Format.TAIL_OFFSET, tail)
        .put(Format.RUN_OFFSET, id);
    sign(block);
    return block;
  }

  /** Puts the checksum in. */
  static void sign(byte[] block) {
    Format.ARRAY_WORDS.set(block, CHECKSUM, checksum(block));
  }

  /**
   * Reads a block; null when it is not intact.
   *
   * @throws NewerJournalException if it is intact and of a newer major version
   */
  static @Nullable SegmentHeader decode(byte[] block, String file) throws NewerJournalException {
    ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    if (buffer.getLong(0) != Format.MAGIC || buffer.getLong(CHECKSUM) != checksum(block)) {
      return null;
    }
    int major = buffer.getShort(8) & 0xffff;
    if (major > Format.MAJOR) {
      throw new NewerJournalException(
          file
              + " is in journal format "
              + major
              + "."
              + (buffer.getShort(10) & 0xffff)
              + "; this version of Stepscope reads up to "
              + Format.MAJOR
              + ".x. Use a newer version of Stepscope.");
    }
    String run =
        new String(block, Format.RUN_OFFSET, buffer.getInt(SESSION + 4), StandardCharsets.UTF_8);
    return new SegmentHeader(
        buffer.getInt(NUMBER),
        buffer.getInt(NUMBER + 4),
        buffer.getLong(BASE),
        (int) buffer.getLong(SIZE),
        buffer.getInt(SESSION),
        run);
  }

  /** What stands in for a damaged header: the same writer went on. */
  SegmentHeader guessNext(int nextNumber, long fileBytes) {
    int bytes = (int) Math.min(fileBytes, Integer.MAX_VALUE & -Format.BLOCK_BYTES);
    return new SegmentHeader(nextNumber, rank, base + size, bytes, session, run);
  }

  /** Everything but the tail and what is unused. Every version keeps to this. */
  private static long checksum(byte[] block) {
    long state = 0;
    for (int at = 0; at < CHECKSUM; at += 8) {
      state = Checksum.add(state, Format.word(block, at));
    }
    for (int at = Format.RUN_OFFSET; at < Format.HEADER_BYTES; at += 8) {
      state = Checksum.add(state, Format.word(block, at));
    }
    return state;
  }
}
