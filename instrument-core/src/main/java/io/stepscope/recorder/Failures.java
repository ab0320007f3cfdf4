package io.stepscope.recorder;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Failures of Stepscope itself: counted per place, and said once for each. Thread-safe; throws
 * nothing.
 */
final class Failures {
  private final Notices notices;
  private final LongAdder lastResort;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** The first cause of each kind of failure that was not said yet. */
  private final Map<String, String> unsaid = new ConcurrentHashMap<>();

  /**
   * @param lastResort counts what cannot even be counted here
   */
  Failures(Notices notices, LongAdder lastResort) {
    this.notices = notices;
    this.lastResort = lastResort;
  }

  void count(String where, Throwable cause) {
    try {
      LongAdder count = counts.get(where);
      if (count == null) {
        unsaid.put(where, String.valueOf(cause));
        count = counts.computeIfAbsent(where, w -> new LongAdder());
      }
      count.increment();
    } catch (Throwable t) {
      // Out of memory or stack while counting: the last resort is a counter that needs neither.
      lastResort.increment();
    }
  }

  /** Says what was only counted. */
  void say() {
    try {
      unsaid.forEach(
          (where, cause) -> {
            unsaid.remove(where);
            notices.once(
                where,
                "failed in "
                    + where
                    + " ("
                    + cause
                    + "); the training goes on, such failures are counted");
          });
    } catch (Throwable t) {
      lastResort.increment();
    }
  }

  /** How many, per place. */
  Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((where, count) -> copy.put(where, count.sum()));
    return copy;
  }
}
