package io.stepscope.tracker.testkit;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Stamp;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that is recorded and forwarded to one tracker. */
final class KitRun {
  private static final int MOST_ATTEMPTS = 20;

  private final TrackerProvider provider;
  private final TrackerSettings settings;
  private final List<Event> waiting = new ArrayList<>();
  private final Map<EventKind, Long> accounted = new EnumMap<>(EventKind.class);
  private final Map<EventKind, Long> leftOut = new EnumMap<>(EventKind.class);
  private long sequence;
  private @Nullable String checkpoint;

  KitRun(TrackerProvider provider, TrackerSettings settings) {
    this.provider = provider;
    this.settings = settings;
  }

  TrackerSettings settings() {
    return settings;
  }

  void record(Event event) {
    waiting.add(Sequenced.at(event, sequence++));
  }

  /** Delivers everything recorded. */
  void forward() {
    deliver(false);
  }

  /** Delivers everything recorded, and dies after each batch before that is known; then again. */
  void forwardThroughCrashes() {
    deliver(true);
  }

  /** Events of a kind that were delivered, skipped, rejected or are uncertain. */
  long accounted(EventKind kind) {
    return accounted.getOrDefault(kind, 0L);
  }

  /** Events of a kind that were skipped or rejected or are uncertain. */
  long leftOut(EventKind kind) {
    return leftOut.getOrDefault(kind, 0L);
  }

  private void deliver(boolean crashing) {
    List<Event> events = new ArrayList<>();
    for (Event event : waiting) {
      if (provider.capabilities().kinds().contains(event.kind())) {
        events.add(event);
      } else {
        count(accounted, event);
        count(leftOut, event);
      }
    }
    waiting.clear();
    if (provider.capabilities().risingSteps()) {
      events.sort(Comparator.comparingLong(KitRun::line));
    }
    int most = provider.capabilities().maxBatchEvents();
    Tracker tracker = open();
    for (int from = 0; from < events.size(); from += most) {
      List<Event> batch = events.subList(from, Math.min(events.size(), from + most));
      if (crashing) {
        acknowledge(tracker, batch);
        tracker.close();
        tracker = open();
      }
      Delivered delivered = acknowledge(tracker, batch);
      if (delivered.checkpoint() != null) {
        checkpoint = delivered.checkpoint();
      }
      batch.forEach(event -> count(accounted, event));
      delivered.skipped().forEach(left -> count(leftOut, left.event()));
      delivered.rejected().forEach(left -> count(leftOut, left.event()));
      delivered.uncertain().forEach(event -> count(leftOut, event));
    }
    tracker.close();
  }

  private Tracker open() {
    Tracker tracker = provider.create(settings);
    DeliveryResult result = tracker.open(checkpoint);
    if (!(result instanceof Delivered delivered)) {
      throw new AssertionError("not opened: " + result);
    }
    if (delivered.checkpoint() != null) {
      checkpoint = delivered.checkpoint();
    }
    return tracker;
  }

  private static Delivered acknowledge(Tracker tracker, List<Event> batch) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      DeliveryResult result = tracker.deliver(List.copyOf(batch));
      if (result instanceof Delivered delivered) {
        return delivered;
      }
      if (!(result instanceof Retry)) {
        throw new AssertionError("not delivered: " + result);
      }
    }
    throw new AssertionError("not delivered in " + MOST_ATTEMPTS + " attempts");
  }

  private static void count(Map<EventKind, Long> counts, Event event) {
    counts.merge(event.kind(), 1L, Long::sum);
  }

  private static long line(Event event) {
    if (event.kind() == EventKind.RUN_ENDED) {
      return Long.MAX_VALUE;
    }
    return event.stamp().hasStep() ? event.stamp().step() : Stamp.NONE;
  }
}
