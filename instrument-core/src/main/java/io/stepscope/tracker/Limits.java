package io.stepscope.tracker;

import java.time.Duration;

/**
 * What a tracker takes at once. The forward engine cuts batches accordingly.
 *
 * @param maxEvents most events in one batch
 * @param maxBytes most bytes in one batch, by the engine's own estimate: the bytes of names, texts,
 *     pictures and cells, and of the numbers in binary; artifacts, whose files are not part of the
 *     event, count as their names. A single event may be larger. What a tracker sends may be
 *     several times as large; if the other side finds it too large, {@link DeliveryResult.Rejected}
 *     makes the engine deliver it in smaller pieces
 * @param interval least time from one batch to the next while batches are not full and the run goes
 *     on; zero when the tracker may be called at any time
 */
public record Limits(int maxEvents, long maxBytes, Duration interval) {

  /** Bytes of a batch for which nothing else was said. */
  public static final long DEFAULT_MAX_BYTES = 4L << 20;

  public Limits {
    if (maxEvents < 1) {
      throw new IllegalArgumentException("maxEvents must be positive");
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be positive");
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException("interval must not be negative");
    }
  }

  /** So many events, {@link #DEFAULT_MAX_BYTES}, at any time. */
  public static Limits events(int maxEvents) {
    return new Limits(maxEvents, DEFAULT_MAX_BYTES, Duration.ZERO);
  }

  /** The same with other bytes. */
  public Limits bytes(long newMaxBytes) {
    return new Limits(maxEvents, newMaxBytes, interval);
  }

  /** The same with another interval. */
  public Limits every(Duration newInterval) {
    return new Limits(maxEvents, maxBytes, newInterval);
  }
}
