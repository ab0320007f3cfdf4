package io.stepscope.tracker.testkit;

import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Limits;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;

/** The same tracker with batches so small that a process is often killed between two. */
record SmallBatches(TrackerProvider provider, int events) implements TrackerProvider {

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public Capabilities capabilities() {
    return provider.capabilities().within(Limits.events(events));
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return provider.create(settings);
  }
}
