package io.stepscope.forward;

import io.stepscope.event.EventKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many events of each kind met which {@link Fate} in one tracker of one run, and the last
 * reason given for each. What callers get is a copy that no longer changes.
 */
public final class Receipts {
  // Indexed by the codes of kinds, which are 1 to 63.
  private static final int CODES = 64;

  private final Map<Fate, long[]> counts;
  private final Map<Fate, String> reasons;

  Receipts() {
    counts = new EnumMap<>(Fate.class);
    for (Fate fate : Fate.values()) {
      counts.put(fate, new long[CODES]);
    }
    reasons = new EnumMap<>(Fate.class);
  }

  private Receipts(Receipts other) {
    counts = new EnumMap<>(other.counts);
    counts.replaceAll((fate, codes) -> codes.clone());
    reasons = new EnumMap<>(other.reasons);
  }

  /** Events of one kind that met one fate. */
  public long count(Fate fate, EventKind kind) {
    return of(fate)[kind.code()];
  }

  /** Events of all kinds that met one fate. */
  public long total(Fate fate) {
    long total = 0;
    for (EventKind kind : EventKind.values()) {
      total += count(fate, kind);
    }
    return total;
  }

  /** Events of all kinds that need not be delivered any more. */
  public long accounted() {
    return total(Fate.DELIVERED)
        + total(Fate.SKIPPED)
        + total(Fate.REJECTED)
        + total(Fate.UNCERTAIN);
  }

  /** The last reason given for a fate, one line; null when there was none. */
  public @Nullable String lastReason(Fate fate) {
    return reasons.get(fate);
  }

  void add(Fate fate, EventKind kind, long count) {
    of(fate)[kind.code()] += count;
  }

  void reason(Fate fate, String reason) {
    reasons.put(fate, reason);
  }

  Receipts copy() {
    return new Receipts(this);
  }

  private long[] of(Fate fate) {
    return Objects.requireNonNull(counts.get(fate));
  }
}
