package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A strict tracker that keeps the events of one run and truncates to its checkpoint when it is
 * opened. What goes wrong is put into {@link #troubles}, one for each delivery.
 */
class FakeTracker implements TrackerProvider {
  private final String name;
  private final Capabilities capabilities;

  final List<Event> held = new ArrayList<>();
  final List<Integer> batchSizes = new ArrayList<>();
  final List<@Nullable String> openedAt = new ArrayList<>();
  final Deque<Supplier<@Nullable DeliveryResult>> troubles = new ArrayDeque<>();
  @Nullable DeliveryResult openResult;
  int open;

  FakeTracker(String name, Capabilities capabilities) {
    this.name = name;
    this.capabilities = capabilities;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new Session();
  }

  /** What a tracker answers when it was opened. */
  DeliveryResult opening() {
    return DeliveryResult.delivered(null);
  }

  private final class Session implements Tracker {
    private boolean opened;

    @Override
    public DeliveryResult open(@Nullable String checkpoint) {
      openedAt.add(checkpoint);
      if (openResult != null) {
        return openResult;
      }
      int length = checkpoint == null ? 0 : Integer.parseInt(checkpoint);
      held.subList(length, held.size()).clear();
      opened = true;
      open++;
      return opening();
    }

    @Override
    public DeliveryResult deliver(List<Event> events) {
      if (!opened || events.isEmpty() || events.size() > capabilities.maxBatchEvents()) {
        throw new AssertionError("opened " + opened + ", events " + events.size());
      }
      for (Event event : events) {
        if (!capabilities.kinds().contains(event.kind())) {
          throw new AssertionError("got " + event);
        }
      }
      batchSizes.add(events.size());
      Supplier<@Nullable DeliveryResult> trouble = troubles.poll();
      DeliveryResult instead = trouble == null ? null : trouble.get();
      if (instead != null && !(instead instanceof DeliveryResult.Delivered)) {
        return instead;
      }
      held.addAll(events);
      return instead != null ? instead : DeliveryResult.delivered(Integer.toString(held.size()));
    }

    @Override
    public void close() {
      if (opened) {
        opened = false;
        open--;
      }
    }
  }
}
