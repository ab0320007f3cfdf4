package io.stepscope.journal;

/**
 * The two words that say to what a packed record belongs: name (24 bits) and step + 1 (40 bits);
 * epoch + 1 (20 bits) and microseconds since the lease's base time (44 bits, signed).
 */
final class Packed {
  private static final int NAME_BITS = 24;
  private static final int EPOCH_BITS = 20;

  private Packed() {}

  static boolean fits(long step, int epoch, long sinceBase) {
    long stepBeyond = (step + 1) >>> (64 - NAME_BITS);
    long epochBeyond = (epoch + 1L) >>> EPOCH_BITS;
    long timeBeyond = ((sinceBase << EPOCH_BITS) >> EPOCH_BITS) ^ sinceBase;
    return (stepBeyond | epochBeyond | timeBeyond) == 0;
  }

  static long series(int nameId, long step) {
    return nameId | (step + 1) << NAME_BITS;
  }

  static long time(int epoch, long sinceBase) {
    return (epoch + 1L) | sinceBase << EPOCH_BITS;
  }

  static int nameId(long series) {
    return (int) series & ((1 << NAME_BITS) - 1);
  }

  static long step(long series) {
    return (series >>> NAME_BITS) - 1;
  }

  static int epoch(long time) {
    return ((int) time & ((1 << EPOCH_BITS) - 1)) - 1;
  }

  static long sinceBase(long time) {
    return time >> EPOCH_BITS;
  }
}
