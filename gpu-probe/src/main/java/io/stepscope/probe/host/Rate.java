package io.stepscope.probe.host;

/**
 * Makes a growing count into what was added since the first look, and how fast it grows. Not
 * thread-safe.
 */
final class Rate {
  private boolean begun;
  private long first;
  private long before;
  private long beforeNanos;
  private double perSecond = Double.NaN;

  /**
   * Takes the count as it is now. One that fell was reset and begins anew.
   *
   * @param nowNanos of {@link System#nanoTime}
   */
  void now(long count, long nowNanos) {
    if (!begun || count < before) {
      first = begun ? first - before + count : count;
      perSecond = Double.NaN;
    } else if (nowNanos > beforeNanos) {
      perSecond = (count - before) * 1e9 / (nowNanos - beforeNanos);
    }
    begun = true;
    before = count;
    beforeNanos = nowNanos;
  }

  /** What was added since the first look. */
  long sinceFirst() {
    return before - first;
  }

  /** How much was added per second between the last two looks; NaN before the second. */
  double perSecond() {
    return perSecond;
  }
}
