package io.stepscope.journal;

/**
 * 32 bits over the words of a record, its shape and its position, so that neither changed nor
 * shifted nor left-over bytes pass. Three multiplications for a scalar, where CRC32C over a buffer
 * takes as long as all the rest of an append.
 */
final class Checksum {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
  private static final long LAST_MULTIPLIER = 0xd6e8feb86659fd93L;

  private Checksum() {}

  /**
   * Starts.
   *
   * @param sequence position of the record in the rank's journal, in words
   */
  static long begin(long sequence, int shape) {
    return add(sequence * LAST_MULTIPLIER, shape);
  }

  static long add(long state, long word) {
    long mixed = (state ^ word) * MULTIPLIER;
    return mixed ^ (mixed >>> 32);
  }

  static int end(long state) {
    return (int) ((state * LAST_MULTIPLIER) >>> 32);
  }

  /** The checksum of a record in {@code bytes}, of which the first word is not covered. */
  static int of(byte[] bytes, int at, int words, long sequence, int shape) {
    long state = begin(sequence, shape);
    for (int i = at + 8, end = at + words * 8; i < end; i += 8) {
      state = add(state, Format.word(bytes, i));
    }
    return end(state);
  }
}
