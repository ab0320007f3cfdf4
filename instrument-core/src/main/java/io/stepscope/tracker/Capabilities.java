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
 * @param limits what it takes at once
 * @param redelivery what it does to deliver something twice
 */
public record Capabilities(
    Set<EventKind> kinds, boolean risingSteps, Limits limits, Redelivery redelivery) {
  public Capabilities {
    kinds = Set.copyOf(kinds);
  }

  /** With the usual limits but for the number of events; redelivery does no harm. */
  public Capabilities(Set<EventKind> kinds, boolean risingSteps, int maxBatchEvents) {
    this(kinds, risingSteps, Limits.events(maxBatchEvents), Redelivery.HARMLESS);
  }

  /** Takes every kind, in any order. */
  public static Capabilities everything(int maxBatchEvents) {
    return new Capabilities(EnumSet.allOf(EventKind.class), false, maxBatchEvents);
  }

  /** Most events in one batch. */
  public int maxBatchEvents() {
    return limits.maxEvents();
  }

  /** The same within other limits. */
  public Capabilities within(Limits newLimits) {
    return new Capabilities(kinds, risingSteps, newLimits, redelivery);
  }

  /** The same for a tracker that cannot tell what it has already. */
  public Capabilities doubling() {
    return new Capabilities(kinds, risingSteps, limits, Redelivery.DOUBLES);
  }
}
