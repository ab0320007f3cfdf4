package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.fakes.FakeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A server, and a tracker that speaks to it. */
final class Serving implements AutoCloseable {
  static final String RUN = "20261121-120000-otter";

  final FakeMlflow mlflow = new FakeMlflow();
  final FakeServer server;
  final Map<String, String> keys = new TreeMap<>();
  final List<String> notices = new ArrayList<>();
  final Path runFolder;
  @Nullable String checkpoint;
  @Nullable Tracker tracker;

  Serving(Path runFolder) throws IOException {
    this.runFolder = runFolder;
    server = new FakeServer(mlflow);
    keys.put("uri", server.uri().toString());
    keys.put("timeout", "5");
  }

  TrackerSettings settings() {
    return new TrackerSettings(RUN, runFolder, keys, notices::add);
  }

  /** Delivers to the tracker that is open, or to one that begins at the last checkpoint. */
  DeliveryResult deliver(List<? extends Event> events) {
    Tracker to = tracker;
    if (to == null) {
      to = new MlflowTrackerProvider(Map.of()).create(settings());
      DeliveryResult opened = to.open(checkpoint);
      if (!(opened instanceof Delivered)) {
        return opened;
      }
      tracker = to;
    }
    DeliveryResult result = to.deliver(List.copyOf(events));
    if (result instanceof Delivered delivered) {
      checkpoint = delivered.checkpoint();
    } else if (result instanceof Partial partial) {
      checkpoint = partial.outcome().checkpoint();
    }
    return result;
  }

  /** Delivers what must arrive. */
  Delivered delivered(List<? extends Event> events) {
    DeliveryResult result = deliver(events);
    assertThat(result).isInstanceOf(Delivered.class);
    return (Delivered) result;
  }

  Delivered delivered(Event... events) {
    return delivered(List.of(events));
  }

  /** The next delivery opens a tracker anew, as after a crash. */
  void crash() {
    if (tracker != null) {
      tracker.close();
    }
    tracker = null;
  }

  List<FakeMlflowRun.Point> series(String key) {
    return mlflow.run().metrics.getOrDefault(key, List.of());
  }

  /** The only value of a series. */
  double value(String key) {
    assertThat(series(key)).as(key).hasSize(1);
    return series(key).get(0).value();
  }

  @Override
  public void close() {
    crash();
    server.close();
  }
}
