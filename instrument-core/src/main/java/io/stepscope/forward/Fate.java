package io.stepscope.forward;

import java.util.Locale;

/** What became of an event on its way to a tracker. */
public enum Fate {
  /** The tracker acknowledged it. */
  DELIVERED,
  /** It was in a batch that had to be delivered again; counted once per attempt that failed. */
  RETRIED,
  /** The tracker cannot take it, or it came too late for a tracker whose steps must rise. */
  SKIPPED,
  /** The tracker refused it for good. */
  REJECTED,
  /** The answer was lost on the way, and the protocol cannot tell whether it arrived. */
  UNCERTAIN;

  /** The word in cursor files. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
