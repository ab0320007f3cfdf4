package io.stepscope.journal;

import io.stepscope.event.EventKind;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many events of each kind were not written. Thread-safe. */
final class LostCounts {
  private final AtomicLongArray counts = new AtomicLongArray(64);

  /** Counts one. */
  boolean add(EventKind kind) {
    counts.incrementAndGet(kind.code());
    return false;
  }

  long of(EventKind kind) {
    return counts.get(kind.code());
  }
}
