package io.stepscope.benchmarks.journal;

import io.stepscope.event.EventKind;
import io.stepscope.journal.JournalWriter;
import org.jspecify.annotations.NullUnmarked;

/** Checks that what was measured did happen. */
final class Sink {
  private Sink() {}

  /** Stands in a field until the framework sets it up. */
  @NullUnmarked
  static JournalWriter unopened() {
    return null;
  }

  static void check(JournalWriter journal) {
    if (journal.lost(EventKind.SCALAR) > 0) {
      throw new AssertionError(journal.lost(EventKind.SCALAR) + " lost: " + journal.trouble());
    }
  }
}
