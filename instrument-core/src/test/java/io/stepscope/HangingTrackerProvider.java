package io.stepscope;

import io.stepscope.event.Event;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A tracker that takes the first batch and never answers. */
public final class HangingTrackerProvider implements TrackerProvider {

  @Override
  public String name() {
    return "hanging";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.everything(1_000);
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new HangingTracker();
  }

  private static final class HangingTracker implements Tracker {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public DeliveryResult open(@Nullable String checkpoint) {
      return DeliveryResult.delivered(null);
    }

    @Override
    public DeliveryResult deliver(List<Event> events) {
      while (true) {
        try {
          never.await();
        } catch (InterruptedException ignoredByThisClient) {
          LockSupport.parkNanos(1);
        }
      }
    }

    @Override
    public void close() {
      never.countDown();
    }
  }
}
