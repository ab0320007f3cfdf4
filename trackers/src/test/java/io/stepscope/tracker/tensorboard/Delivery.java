package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Delivers events to a run folder as the forward engine does. */
final class Delivery {
  final TrackerSettings settings;
  @Nullable String checkpoint;

  Delivery(Path runFolder) {
    settings = new TrackerSettings(Recorded.RUN, runFolder, Map.of());
  }

  static void of(Recorded run, Path runFolder) {
    Delivery delivery = new Delivery(runFolder);
    try (Tracker tracker = delivery.open()) {
      delivery.deliver(tracker, run.events);
    }
  }

  Tracker open() {
    Tracker tracker = new TensorBoardTrackerProvider().create(settings);
    delivered(tracker.open(checkpoint));
    return tracker;
  }

  void deliver(Tracker tracker, List<Event> events) {
    checkpoint = delivered(tracker.deliver(events)).checkpoint();
  }

  static DeliveryResult.Delivered delivered(DeliveryResult result) {
    assertThat(result).isInstanceOf(DeliveryResult.Delivered.class);
    return (DeliveryResult.Delivered) result;
  }
}
