package io.stepscope.tracker;

import io.stepscope.event.EventKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a tracker can take. Events of other kinds are never given to it; they are counted as
 * skipped.
 *
 * @param kinds the kinds it shows, natively or in the nearest native form
 * @param risingSteps whether it needs all events of a step together and steps that rise
 * @param maxBatchEvents most events in one batch
 */
public record Capabilities(Set<EventKind> kinds, boolean risingSteps, int maxBatchEvents) {
  public Capabilities {
    kinds = Set.copyOf(kinds);
    if (maxBatchEvents < 1) {
      throw new IllegalArgumentException("maxBatchEvents must be positive");
    }
  }

  /** Takes every kind, in any order. */
  public static Capabilities everything(int maxBatchEvents) {
    return new Capabilities(EnumSet.allOf(EventKind.class), false, maxBatchEvents);
  }
}
