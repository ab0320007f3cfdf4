package io.stepscope.coordinates;

import java.time.Duration;

/**
 * A point in time after which it is better to know less. Also passed once the thread is asked to
 * end.
 */
final class Deadline {

  private final long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - nanos >= 0 || Thread.currentThread().isInterrupted();
  }
}
