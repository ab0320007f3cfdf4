package io.stepscope.forward;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after a failed attempt: 100 ms, doubled each time up to 30 s, of which a random
 * half is taken off, so that many processes do not come back at the same moment.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long LAST_MILLIS = 30_000;

  private final DoubleSupplier random;
  private long millis = FIRST_MILLIS;

  /**
   * @param random numbers from 0 to 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  Duration next() {
    long wait = Math.round(millis * (1 - random.getAsDouble() / 2));
    millis = Math.min(millis * 2, LAST_MILLIS);
    return Duration.ofMillis(wait);
  }

  void reset() {
    millis = FIRST_MILLIS;
  }
}
