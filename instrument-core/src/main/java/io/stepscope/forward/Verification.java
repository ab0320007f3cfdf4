package io.stepscope.forward;

import io.stepscope.event.EventKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How what a tracker holds of a run compares with what was recorded.
 *
 * @param tracker its name
 * @param problem why nothing was compared, one line; empty when it was
 * @param kinds what was compared, by kind
 * @param differences the first series that are not the same
 */
public record Verification(
    String tracker, String problem, Map<EventKind, Kind> kinds, List<Difference> differences) {

  public Verification {
    kinds =
        Collections.unmodifiableMap(
            kinds.isEmpty() ? new EnumMap<>(EventKind.class) : new EnumMap<>(kinds));
    differences = List.copyOf(differences);
  }

  /**
   * What was found of one kind.
   *
   * @param expected values that the tracker should hold
   * @param held values that it holds
   * @param series how many series there are, expected or held
   * @param different how many of them are not the same
   */
  public record Kind(long expected, long held, int series, int different) {}

  /**
   * A series that is not the same: the tracker holds fewer or more values, or other ones.
   *
   * @param series what the tracker calls it
   */
  public record Difference(EventKind kind, String series, long expected, long held) {}

  static Verification impossible(String tracker, String problem) {
    return new Verification(tracker, problem, Map.of(), List.of());
  }

  /** Whether all that was compared is the same, and something was. */
  public boolean isSame() {
    return problem.isEmpty() && kinds.values().stream().allMatch(kind -> kind.different() == 0);
  }

  /** Whether the tracker has no way to be read, which is no fault. */
  public boolean isUnreadable() {
    return problem.equals(Verify.UNREADABLE);
  }
}
