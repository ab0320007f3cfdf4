package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;

/**
 * What a journal beyond its maximum still takes: no console lines, and histograms and images only
 * of steps divisible by a stride, which doubles with every further eighth of the maximum.
 */
record Thinning(long maxBytes) {
  private static final int LARGEST_SHIFT = 40;

  boolean keeps(Event event, long journalBytes) {
    EventKind kind = event.kind();
    if (journalBytes <= maxBytes) {
      return true;
    }
    if (kind != EventKind.HISTOGRAM && kind != EventKind.IMAGE) {
      return kind != EventKind.CONSOLE_LINE;
    }
    long step = event.stamp().step();
    return step >= 0 && (step & (stride(journalBytes) - 1)) == 0;
  }

  private long stride(long journalBytes) {
    long eighths = (journalBytes - maxBytes) / Math.max(maxBytes / 8, 1);
    return 1L << Math.min(1 + eighths, LARGEST_SHIFT);
  }
}
