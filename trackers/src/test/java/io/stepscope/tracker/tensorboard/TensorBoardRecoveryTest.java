package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorBoardRecoveryTest {
  private final List<Event> events = Recorded.everything().events;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Map<String, String> uninterrupted;

  @BeforeEach
  void deliverAtOnce() throws IOException {
    Delivery.of(Recorded.everything(), folder.resolve("whole"));
    uninterrupted = bytes(folder.resolve("whole"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50})
  void writesTheSameBytesHoweverEventsAreBatched(int batch) throws IOException {
    Delivery delivery = new Delivery(folder.resolve("run"));
    try (Tracker tracker = delivery.open()) {
      for (int from = 0; from < events.size(); from += batch) {
        delivery.deliver(tracker, batch(from, batch));
      }
    }

    assertThat(bytes(folder.resolve("run"))).isEqualTo(uninterrupted);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50})
  void writesTheSameBytesThroughCrashesBeforeAcknowledgement(int batch) throws IOException {
    Delivery delivery = new Delivery(folder.resolve("run"));
    for (int from = 0; from < events.size(); from += batch) {
      // Written in one go, but whoever wrote it dies before that is known; then less at a time.
      String before = delivery.checkpoint;
      deliverAndVanish(delivery, batch(from, 2 * batch));
      delivery.checkpoint = before;
      deliverAndVanish(delivery, batch(from, batch));
    }
    delivery.open().close();

    assertThat(bytes(folder.resolve("run"))).isEqualTo(uninterrupted);
  }

  @Test
  void writesTheSameBytesWhenEachProcessEndsProperly() throws IOException {
    Delivery delivery = new Delivery(folder.resolve("run"));
    for (Event event : events) {
      try (Tracker tracker = delivery.open()) {
        delivery.deliver(tracker, List.of(event));
      }
    }

    assertThat(bytes(folder.resolve("run"))).isEqualTo(uninterrupted);
  }

  @Test
  void writesTheSameFilesAgainWhenTheCursorIsLost() throws IOException {
    for (int life = 0; life < 2; life++) {
      Delivery.of(Recorded.everything(), folder.resolve("run"));
    }

    assertThat(bytes(folder.resolve("run"))).isEqualTo(uninterrupted);
  }

  @Test
  void cutsOffATornTail() throws IOException {
    Delivery delivery = new Delivery(folder.resolve("run"));
    deliverAndVanish(delivery, batch(0, 20));
    Files.write(
        EventFiles.in(folder.resolve("run")).get(0), new byte[1 << 16], StandardOpenOption.APPEND);
    deliverAndVanish(delivery, events.subList(20, events.size()));

    assertThat(bytes(folder.resolve("run"))).isEqualTo(uninterrupted);
  }

  @Test
  void showsWaitingLinesOfARunThatWasKilled() throws IOException {
    Recorded run = new Recorded().started(false).scalar("loss", 0, 1).stdout("Out of memory");
    Delivery.of(run, folder.resolve("run"));

    assertThat(EventFiles.values(folder.resolve("run"), "console/stdout")).hasSize(1);
  }

  @Test
  void triesAgainWhenTheFolderCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("run"), "in the way");
    Delivery delivery = new Delivery(folder.resolve("run"));
    try (Tracker tracker = delivery.open()) {
      assertThat(tracker.deliver(events)).isInstanceOf(DeliveryResult.Retry.class);
      Files.delete(folder.resolve("run"));
      delivery.deliver(tracker, events);
    }

    assertThat(bytes(folder.resolve("run"))).isEqualTo(uninterrupted);
  }

  @Test
  void refusesToGoOnBehindBytesThatAreGone() throws IOException {
    Delivery delivery = new Delivery(folder.resolve("run"));
    deliverAndVanish(delivery, events);
    for (Path file : EventFiles.in(folder.resolve("run"))) {
      Files.delete(file);
    }

    assertThat(open(delivery, delivery.checkpoint))
        .isInstanceOfSatisfying(
            DeliveryResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains("tfevents", "0 bytes", "delete cursors/tensorboard"));
    assertThat(folder.resolve("run")).isEmptyDirectory();
  }

  @Test
  void refusesACheckpointItDoesNotKnow() {
    assertThat(open(new Delivery(folder.resolve("run")), "9 x"))
        .isInstanceOf(DeliveryResult.Refused.class);
  }

  private List<Event> batch(int from, int size) {
    return events.subList(from, Math.min(events.size(), from + size));
  }

  private static DeliveryResult open(Delivery delivery, @Nullable String checkpoint) {
    try (Tracker tracker = new TensorBoardTrackerProvider().create(delivery.settings)) {
      return tracker.open(checkpoint);
    }
  }

  /** As when the process is killed: the tracker is never closed. */
  @SuppressWarnings("MustBeClosedChecker")
  private static void deliverAndVanish(Delivery delivery, List<Event> batch) {
    delivery.deliver(delivery.open(), batch);
  }

  private static Map<String, String> bytes(Path run) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    for (Path file : EventFiles.in(run)) {
      bytes.put(
          String.valueOf(file.getFileName()),
          java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
    }
    return bytes;
  }
}
