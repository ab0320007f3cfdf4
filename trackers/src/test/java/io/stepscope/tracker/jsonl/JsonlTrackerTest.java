package io.stepscope.tracker.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.json.EventJson;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlTrackerTest {
  private static final Event FIRST = scalar(1, 0.5);
  private static final Event SECOND = scalar(2, Double.NaN);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void writesTheLinesOfTheExport() throws IOException {
    try (Tracker tracker = tracker()) {
      tracker.open(null);
      tracker.deliver(List.of(FIRST, SECOND));
    }
    assertThat(Files.readString(file()))
        .isEqualTo(EventJson.of(FIRST) + "\n" + EventJson.of(SECOND) + "\n");
  }

  @Test
  void cutsOffWhatWasNotAcknowledged() throws IOException {
    String first = EventJson.of(FIRST) + "\n";
    try (Tracker tracker = tracker()) {
      tracker.open(null);
      assertThat(tracker.deliver(List.of(FIRST)))
          .isEqualTo(DeliveryResult.delivered(Integer.toString(first.length())));
      tracker.deliver(List.of(SECOND));
    }
    try (Tracker tracker = tracker()) {
      tracker.open(Integer.toString(first.length()));
    }
    assertThat(Files.readString(file())).isEqualTo(first);
  }

  @Test
  void refusesWhenItsFileWasCutByOthers() throws IOException {
    Files.createDirectories(folder.resolve("lines"));
    Files.writeString(file(), "short");
    try (Tracker tracker = tracker()) {
      assertThat(tracker.open("100")).isInstanceOf(Refused.class);
    }
    assertThat(file()).hasContent("short");
  }

  @Test
  void triesAgainWhenItsFolderCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("lines"), "in the way");
    try (Tracker tracker = tracker()) {
      assertThat(tracker.open(null)).isInstanceOf(Retry.class);
    }
  }

  @Test
  void namesTheKeyWhoseValueIsNoPath() {
    TrackerSettings settings = new TrackerSettings("otter", folder, Map.of("dir", "a\0b"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JsonlTrackerProvider().create(settings))
        .withMessageContaining("jsonl.dir");
  }

  private Tracker tracker() {
    Map<String, String> keys = Map.of("dir", folder.resolve("lines").toString());
    return new JsonlTrackerProvider().create(new TrackerSettings("otter", folder, keys));
  }

  private Path file() {
    return folder.resolve("lines").resolve("otter.jsonl");
  }

  private static Event scalar(long sequence, double value) {
    return new Scalar(new Stamp("otter", 0, sequence, sequence, 0, 0), "train/loss", value, false);
  }
}
