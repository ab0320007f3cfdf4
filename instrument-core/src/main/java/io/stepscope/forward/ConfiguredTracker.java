package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.Map;

/**
 * A tracker and how it is configured.
 *
 * @param keys the {@code <tracker>.*} configuration without the prefix
 */
public record ConfiguredTracker(TrackerProvider provider, Map<String, String> keys) {

  public ConfiguredTracker {
    keys = Map.copyOf(keys);
  }

  /** The word users write in {@code trackers=}. */
  public String name() {
    return provider.name();
  }

  Tracker create(RunFolder run) {
    return provider.create(new TrackerSettings(run.id(), run.root(), keys));
  }
}
