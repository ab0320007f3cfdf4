package io.stepscope.journal;

/** Goes through the intact records of a lease, or of its part that is in memory. */
final class RecordCursor {
  /** In leases beyond this size it is not tried to find a record behind damage word by word. */
  private static final int MOST_SEARCHED_BYTES = 1 << 14;

  private byte[] bytes = new byte[0];
  private long origin;
  private int position;
  private int limit;

  private int at;
  private int words;
  private boolean damage;
  private long damaged;

  /**
   * Begins.
   *
   * @param from index of the first record in {@code bytes}
   * @param to index of the end of the lease, or of what is there of it
   * @param origin position in the journal, in bytes, of index 0
   */
  void begin(byte[] records, int from, int to, long origin) {
    this.bytes = records;
    this.position = from;
    this.limit = to;
    this.origin = origin;
    this.damage = false;
    this.damaged = 0;
  }

  /**
   * Goes to the next record.
   *
   * @return its type; 0 where nothing is written (yet), at the limit, and where {@link #atDamage}
   */
  int next() {
    if (position + 8 > limit) {
      return 0;
    }
    long first = Format.word(bytes, position);
    if (first == 0) {
      return 0;
    }
    if (!isIntact(position, first)) {
      damage = true;
      return 0;
    }
    int type = Format.type(first);
    at = position;
    words = Format.words(first);
    position = Math.min(position + 8 * words, limit);
    return type;
  }

  /** Whether it stands before something that is no intact record. */
  boolean atDamage() {
    return damage;
  }

  /**
   * Goes to the next intact record behind what is damaged or missing.
   *
   * @return false when there is none
   */
  boolean skip() {
    int found = position + 8 <= limit ? findNext() : -1;
    if (found < 0) {
      return false;
    }
    damaged += found - position;
    position = found;
    damage = false;
    return true;
  }

  /** Gives up what is left, and counts it if it is more than a record not yet completed. */
  void giveUp() {
    if (damage) {
      damaged += limit - position;
    }
    position = limit;
    damage = false;
  }

  private int findNext() {
    int words = Format.words(Format.word(bytes, position));
    long behind = position + 8L * words;
    if (words > 0 && behind + 8 <= limit && isIntactAt((int) behind)) {
      return (int) behind;
    }
    if (limit - position > MOST_SEARCHED_BYTES) {
      return -1;
    }
    for (int i = position + 8; i + 8 <= limit; i += 8) {
      if (isIntactAt(i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isIntactAt(int index) {
    long first = Format.word(bytes, index);
    return first != 0 && isIntact(index, first);
  }

  private boolean isIntact(int index, long first) {
    int length = Format.words(first);
    int type = Format.type(first);
    int covered = type == Format.END ? 1 : length;
    if (length == 0 || type == 0 || type == Format.LEASE || index + 8L * covered > limit) {
      return false;
    }
    int shape = (int) first;
    return (int) (first >>> 32)
        == Checksum.of(bytes, index, covered, (origin + index) >>> 3, shape);
  }

  /** Index of the record. */
  int at() {
    return at;
  }

  /** Length of the record. */
  int words() {
    return words;
  }

  /** Sequence number of the record. */
  long sequence() {
    return (origin + at) >>> 3;
  }

  /** Index behind the record. */
  int position() {
    return position;
  }

  long damaged() {
    return damaged;
  }
}
