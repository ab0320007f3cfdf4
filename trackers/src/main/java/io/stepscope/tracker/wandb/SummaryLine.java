package io.stepscope.tracker.wandb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last value of each series, which the service keeps as one line that is replaced. Where that
 * would be longer than the service takes, the longest values are left out, histograms as a rule:
 * history has them.
 */
final class SummaryLine {
  /** W&amp;B's own client leaves out a line of 10 MiB less 100 KiB. */
  private static final long LONGEST = 8L << 20;

  private static final long SHORTEST = 1L << 10;
  private static final int AROUND_VALUE = 4;

  private final Map<String, String> values = new LinkedHashMap<>();
  private long most = LONGEST;
  private boolean changed;

  /** Takes what the service has. */
  void known(Map<String, String> there) {
    values.putAll(there);
  }

  void set(Map<String, String> newValues) {
    values.putAll(newValues);
    changed = true;
  }

  /** Whether the service has an older one. */
  boolean isChanged() {
    return changed;
  }

  /** The service has it. */
  void taken() {
    changed = false;
  }

  /** The service finds it too long even by itself. */
  void tooLong() {
    most /= 2;
    changed = most >= SHORTEST;
  }

  /** The line. */
  String json() {
    long bytes = 0;
    for (Map.Entry<String, String> value : values.entrySet()) {
      bytes += bytes(value);
    }
    if (bytes <= most) {
      return Json.object(values);
    }
    List<Map.Entry<String, String>> longestFirst = new ArrayList<>(values.entrySet());
    longestFirst.sort((one, other) -> Long.compare(bytes(other), bytes(one)));
    Set<String> leftOut = new HashSet<>();
    for (Map.Entry<String, String> value : longestFirst) {
      if (bytes <= most) {
        break;
      }
      bytes -= bytes(value);
      leftOut.add(value.getKey());
    }
    Map<String, String> kept = new LinkedHashMap<>(values);
    kept.keySet().removeAll(leftOut);
    return Json.object(kept);
  }

  private static long bytes(Map.Entry<String, String> value) {
    return Row.bytes(value.getKey()) + Row.bytes(value.getValue()) + AROUND_VALUE;
  }
}
