package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  /** What the tracker can take. */
  Capabilities capabilities() {
    return provider.capabilities();
  }

  Tracker create(RunFolder run, Consumer<String> say) {
    return provider.create(
        new TrackerSettings(run.id(), run.root(), keys, line -> say.accept(name() + ": " + line)));
  }

  @Nullable ReadBack readBack(RunFolder run, @Nullable String checkpoint) {
    return provider.readBack(new TrackerSettings(run.id(), run.root(), keys), checkpoint);
  }
}
