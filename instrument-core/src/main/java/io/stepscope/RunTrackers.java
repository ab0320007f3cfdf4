package io.stepscope;

import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.tracker.TrackerProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The trackers on the class path, and those that a configuration names. */
final class RunTrackers {

  private RunTrackers() {}

  /** Every tracker there is, with the keys it knows. */
  static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new TreeMap<>();
    for (TrackerProvider provider : providers()) {
      known.put(provider.name(), provider.keys());
    }
    return known;
  }

  /** The trackers that get the run. */
  static List<ConfiguredTracker> of(Configuration configuration) {
    return providers().stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> configuration.trackers().contains(provider.name()))
        .map(provider -> new ConfiguredTracker(provider, configuration.tracker(provider.name())))
        .toList();
  }

  private static ServiceLoader<TrackerProvider> providers() {
    return ServiceLoader.load(TrackerProvider.class, RunTrackers.class.getClassLoader());
  }
}
