package io.stepscope.tracker.testkit;

import io.stepscope.event.Event;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes trackers that deliver and then die before anybody knows; every other one lives for one
 * batch. The forward engine then does what it does after a crash: it opens a new tracker with the
 * checkpoint that was stored last and delivers again.
 */
final class DyingProvider implements TrackerProvider {
  private final TrackerProvider provider;
  private boolean dies = true;

  DyingProvider(TrackerProvider provider) {
    this.provider = provider;
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public Capabilities capabilities() {
    return provider.capabilities();
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    Tracker tracker = provider.create(settings);
    return new Tracker() {
      @Override
      public DeliveryResult open(@Nullable String checkpoint) {
        return tracker.open(checkpoint);
      }

      @Override
      public DeliveryResult deliver(List<Event> events) {
        DeliveryResult result = tracker.deliver(events);
        if (result instanceof DeliveryResult.Delivered) {
          dies = !dies;
          if (!dies) {
            throw new IllegalStateException("died after a delivery");
          }
        }
        return result;
      }

      @Override
      public void close() {
        tracker.close();
      }
    };
  }
}
