package io.stepscope.tracker.mlflow;

import io.stepscope.event.Stamp;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What series are called in MLflow, and in which unit their values are. Those of rank 0 keep their
 * names as far as these are allowed; those of others lie under {@code rank<n>/}.
 */
final class SeriesKeys {
  /** Enough for any model; a program that invents names without end must not fill the memory. */
  private static final int MOST = 1 << 16;

  private final Map<String, Key> firstRank = new HashMap<>();
  private final Map<String, Key> otherRanks = new HashMap<>();

  /**
   * A series in MLflow.
   *
   * @param renamed whether it is called differently than recorded, in a way that only the list of
   *     names tells
   */
  record Key(String key, SystemSeries.Unit unit, boolean renamed) {}

  Key of(Stamp stamp, String name) {
    Map<String, Key> keys = stamp.rank() == 0 ? firstRank : otherRanks;
    String known = stamp.rank() == 0 ? name : ranked(stamp, name);
    Key key = keys.get(known);
    if (key == null) {
      if (keys.size() >= MOST) {
        keys.clear();
      }
      key = make(stamp, name);
      keys.put(known, key);
    }
    return key;
  }

  private static Key make(Stamp stamp, String name) {
    SystemSeries.@Nullable Panel panel = SystemSeries.of(name);
    if (panel != null) {
      String node = stamp.rank() == 0 ? "" : "rank" + stamp.rank() + '/';
      String shown = "system/" + node + panel.name();
      String allowed = Names.allowed(shown);
      return new Key(allowed, panel.unit(), !allowed.equals(shown));
    }
    String ranked = ranked(stamp, withoutNesting(name));
    String key = Names.allowed(ranked);
    return new Key(key, SystemSeries.Unit.SAME, !key.equals(ranked));
  }

  /** The name with the rank before it, unless that is 0. */
  static String ranked(Stamp stamp, String name) {
    return stamp.rank() == 0 ? name : "rank" + stamp.rank() + '/' + name;
  }

  /**
   * Servers that keep a file per series cannot have one whose name is a folder of others, as {@code
   * gradients/norm} and {@code gradients/norm/<parameter>} would be.
   */
  private static String withoutNesting(String name) {
    if (name.equals("gradients/norm")) {
      return "gradients/norm/all";
    }
    boolean onDevice = name.startsWith("time/") && name.endsWith("/device");
    return onDevice ? name.substring(0, name.length() - "/device".length()) + "_device" : name;
  }
}
