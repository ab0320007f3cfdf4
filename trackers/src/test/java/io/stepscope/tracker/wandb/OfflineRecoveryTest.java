package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of a file depend on the events alone, whoever wrote them and however often. */
class OfflineRecoveryTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private byte[] uninterrupted;

  @BeforeEach
  void writeAtOnce() throws IOException {
    uninterrupted = bytes(delivery("at-once").all(Script.everything()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40, 1_000})
  void writesTheSameBytesThroughCrashes(int batch) throws IOException {
    Delivery delivery = delivery("crashing").throughCrashes(Script.everything(), batch);
    assertThat(bytes(delivery)).isEqualTo(uninterrupted);
  }

  @Test
  void writesTheSameBytesWhenEachProcessEndsProperly() throws IOException {
    Delivery delivery = delivery("closing");
    for (Event event : Script.everything().events) {
      try (Tracker tracker = delivery.open()) {
        delivery.deliver(tracker, List.of(event));
      }
    }

    assertThat(bytes(delivery)).isEqualTo(uninterrupted);
  }

  @Test
  void cutsOffATornTail() throws IOException {
    Delivery delivery = delivery("torn");
    List<Event> events = Script.everything().events;
    try (Tracker tracker = delivery.open()) {
      delivery.deliver(tracker, events.subList(0, 60));
    }
    Path file = LogReader.file(delivery.folder);
    byte[] written = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(written, written.length + 50_000));
    try (Tracker tracker = delivery.open()) {
      delivery.deliver(tracker, events.subList(60, events.size()));
    }

    assertThat(bytes(delivery)).isEqualTo(uninterrupted);
  }

  /** All refer to the same artifact in the same run folder. */
  private Delivery delivery(String name) throws IOException {
    Delivery delivery = new Delivery(folder.resolve(name));
    delivery.runFolder = folder.resolve("at-once").resolve(Script.RUN);
    return delivery;
  }

  private static byte[] bytes(Delivery delivery) throws IOException {
    return Files.readAllBytes(LogReader.file(delivery.folder));
  }
}
