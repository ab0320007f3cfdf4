package io.stepscope;

import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The trackers on the class path, and those that a configuration names. */
final class RunTrackers {

  private RunTrackers() {}

  /** Every tracker there is, with the keys it knows. */
  static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new TreeMap<>();
    for (TrackerProvider provider : Trackers.all()) {
      known.put(provider.name(), provider.keys());
    }
    return known;
  }

  /** The trackers that get the run. */
  static List<ConfiguredTracker> of(Configuration configuration) {
    return Trackers.all().stream()
        .filter(provider -> configuration.trackers().contains(provider.name()))
        .map(provider -> new ConfiguredTracker(provider, configuration.tracker(provider.name())))
        .toList();
  }
}
