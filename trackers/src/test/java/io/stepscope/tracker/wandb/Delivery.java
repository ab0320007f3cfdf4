package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Delivers events of one run as the forward engine does, and keeps what the tracker said. */
final class Delivery {
  private static final int MOST_ATTEMPTS = 500;

  final Map<String, String> environment = new LinkedHashMap<>();
  final Map<String, String> keys = new LinkedHashMap<>();
  final List<String> notices = new ArrayList<>();
  final List<String> reasons = new ArrayList<>();
  final List<Delivered> outcomes = new ArrayList<>();
  final Path folder;
  Path runFolder;
  @Nullable String checkpoint;

  /**
   * @param folder for the run folder, and for what is written offline
   */
  Delivery(Path folder) throws IOException {
    this.folder = folder;
    keys.put("dir", folder.resolve("wandb").toString());
    runFolder = folder.resolve(Script.RUN);
    Path artifacts = Files.createDirectories(runFolder.resolve("artifacts"));
    Files.writeString(artifacts.resolve(Script.MODEL_SHA256), Script.MODEL);
  }

  /** Sends to a service at this address. */
  static Delivery online(Path folder, URI address) throws IOException {
    Delivery delivery = new Delivery(folder);
    delivery.environment.put("WANDB_API_KEY", FakeWandb.KEY);
    delivery.environment.put("WANDB_BASE_URL", address.toString());
    delivery.environment.put("WANDB_HTTP_TIMEOUT", "5");
    return delivery;
  }

  Tracker create() {
    TrackerSettings settings = new TrackerSettings(Script.RUN, runFolder, keys, notices::add);
    return new WandbTrackerProvider(environment, folder).create(settings);
  }

  /** Opens a tracker at the last checkpoint, however often it takes. */
  Tracker open() {
    Tracker tracker = create();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      DeliveryResult result = tracker.open(checkpoint);
      if (result instanceof Delivered delivered) {
        checkpoint = delivered.checkpoint();
        return tracker;
      }
      again(result);
    }
    throw new AssertionError("never opened: " + reasons);
  }

  /** Delivers a batch, however often it takes. */
  void deliver(Tracker tracker, List<Event> events) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      DeliveryResult result = tracker.deliver(events);
      if (result instanceof Delivered delivered) {
        checkpoint = delivered.checkpoint();
        outcomes.add(delivered);
        return;
      }
      again(result);
    }
    throw new AssertionError("never delivered: " + reasons);
  }

  private void again(DeliveryResult result) {
    assertThat(result).isInstanceOf(Retry.class);
    reasons.add(((Retry) result).reason());
  }

  /** Delivers all in one batch to one tracker. */
  Delivery all(Script script) {
    try (Tracker tracker = open()) {
      deliver(tracker, script.events);
    }
    return this;
  }

  /** Delivers in batches of a size, each twice: whoever did it first died before it was known. */
  Delivery throughCrashes(Script script, int size) {
    List<Event> events = script.events;
    for (int from = 0; from < events.size(); from += size) {
      String before = checkpoint;
      // Trackers are not closed: a process that is killed closes nothing.
      deliver(open(), events.subList(from, Math.min(events.size(), from + 2 * size)));
      checkpoint = before;
      outcomes.clear();
      deliver(open(), events.subList(from, Math.min(events.size(), from + size)));
    }
    return this;
  }

  List<String> skipped() {
    return outcomes.stream().flatMap(one -> one.skipped().stream()).map(Exclusion::reason).toList();
  }

  List<String> rejected() {
    return outcomes.stream()
        .flatMap(one -> one.rejected().stream())
        .map(Exclusion::reason)
        .toList();
  }
}
