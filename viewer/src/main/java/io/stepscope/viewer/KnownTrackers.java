package io.stepscope.viewer;

import io.stepscope.Configuration;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The trackers there are, as they are configured. */
final class KnownTrackers {
  private final Map<String, TrackerProvider> providers = new TreeMap<>();
  private final Configuration configuration;

  KnownTrackers(Session session) {
    Map<String, Set<String>> keys = new TreeMap<>();
    for (TrackerProvider provider : Trackers.all()) {
      providers.put(provider.name(), provider);
      keys.put(provider.name(), provider.keys());
    }
    configuration =
        Configuration.builder().surroundings(session.surroundings()).knownTrackers(keys).build();
  }

  /** What is configured, trackers included. */
  Configuration configuration() {
    return configuration;
  }

  /** Those that are configured to get runs. */
  List<String> configured() {
    return configuration.trackers();
  }

  /**
   * Those of these names.
   *
   * @throws ParameterException if there is none of a name
   */
  List<ConfiguredTracker> named(List<String> names, CommandSpec spec) {
    List<ConfiguredTracker> trackers = new ArrayList<>();
    for (String name : names) {
      TrackerProvider provider = providers.get(name);
      if (provider == null) {
        String there = String.join(", ", providers.keySet());
        throw new ParameterException(
            spec.commandLine(), "no tracker '" + name + "'; there is " + there);
      }
      trackers.add(new ConfiguredTracker(provider, configuration.tracker(name)));
    }
    return trackers;
  }
}
