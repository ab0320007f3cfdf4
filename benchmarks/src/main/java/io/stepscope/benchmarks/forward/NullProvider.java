package io.stepscope.benchmarks.forward;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tracker that acknowledges everything at once. */
record NullProvider(String name, boolean risingSteps, int maxBatchEvents)
    implements TrackerProvider {

  @Override
  public Capabilities capabilities() {
    return new Capabilities(EnumSet.allOf(EventKind.class), risingSteps, maxBatchEvents);
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new Tracker() {
      @Override
      public DeliveryResult open(@Nullable String checkpoint) {
        return DeliveryResult.delivered(null);
      }

      @Override
      public DeliveryResult deliver(List<Event> events) {
        return DeliveryResult.delivered("0");
      }

      @Override
      public void close() {}
    };
  }
}
