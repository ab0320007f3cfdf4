package io.stepscope.tracker.mlflow;

import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;

/** A tracker under another name, so that it has a cursor of its own. */
record NamedProvider(String name, TrackerProvider provider) implements TrackerProvider {

  @Override
  public Capabilities capabilities() {
    return provider.capabilities();
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return provider.create(settings);
  }
}
