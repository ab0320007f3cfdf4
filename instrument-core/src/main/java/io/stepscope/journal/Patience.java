package io.stepscope.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How long a thread waits for something that makes progress, counted in {@code progress}. */
final class Patience {
  private static final long WITHOUT_PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final AtomicInteger progress;
  private final long end;
  private int seen;
  private long lastMoved;

  /**
   * Begins to wait.
   *
   * @param bytes size of what is waited for; several megabytes are waited for longer
   */
  Patience(AtomicInteger progress, int bytes) {
    this.progress = progress;
    this.seen = progress.get();
    this.lastMoved = System.nanoTime();
    this.end = lastMoved + MOST_NANOS * (1 + (bytes >> 23));
  }

  boolean isOver() {
    long now = System.nanoTime();
    int moved = progress.get();
    if (moved != seen) {
      seen = moved;
      lastMoved = now;
    }
    return now - end >= 0 || now - lastMoved >= WITHOUT_PROGRESS_NANOS;
  }
}
