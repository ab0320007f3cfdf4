package io.stepscope.benchmarks.forward;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A tracker that takes everything at once, and notes how long after its time it got each scalar, in
 * microseconds.
 */
record LagProvider(ConcurrentLinkedQueue<Long> lags) implements TrackerProvider {

  @Override
  public String name() {
    return "lag";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.everything(1_000);
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
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        for (Event event : events) {
          if (event instanceof Scalar) {
            lags.add(now - event.stamp().timeMicros());
          }
        }
        return DeliveryResult.delivered("0");
      }

      @Override
      public void close() {}
    };
  }
}
