package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WandbReadBackTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final List<HeldValue> expected = new ArrayList<>();
  private final List<HeldValue> held = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before each test
  private Delivery delivery;

  @BeforeEach
  void start() throws IOException {
    delivery = new Delivery(folder);
  }

  private void compare(Script script) throws IOException {
    TrackerSettings settings =
        new TrackerSettings(Script.RUN, folder.resolve(Script.RUN), delivery.keys);
    try (ReadBack readBack =
        Objects.requireNonNull(
            new WandbTrackerProvider(delivery.environment, folder)
                .readBack(settings, delivery.checkpoint))) {
      for (Event event : script.events) {
        readBack.expect(event, expected::add);
      }
      readBack.read(held::add);
    }
  }

  @Test
  void findsInTheFileWhatWasRecorded() throws IOException {
    delivery.all(Script.everything());
    compare(Script.everything());

    assertThat(held).containsExactlyInAnyOrderElementsOf(expected).hasSizeGreaterThan(60);
    assertThat(held)
        .extracting(HeldValue::kind)
        .contains(EventKind.SCALAR, EventKind.TIMING, EventKind.HISTOGRAM);
  }

  @Test
  void findsInALongFileWhatWasRecorded() throws IOException {
    Script script = new Script().started(false);
    for (int step = 0; step < 5_000; step++) {
      script.scalar("a", step, step / 3.0).scalar("b/c", step, -step).complete(step);
    }
    delivery.all(script);
    compare(script);

    assertThat(held).containsExactlyInAnyOrderElementsOf(expected).hasSize(10_000);
  }

  @Test
  void findsWhatIsMissing() throws IOException {
    delivery.all(new Script().started(false).scalar("a", 0, 1).complete(0));
    compare(new Script().started(false).scalar("a", 0, 2).complete(0));

    assertThat(held).hasSize(1).doesNotContainAnyElementsOf(expected);
  }

  @Test
  void saysWhereAFileIsDamaged() throws IOException {
    delivery.all(Script.everything());
    Path file = LogReader.file(folder);
    byte[] bytes = Files.readAllBytes(file);
    bytes[1_000] ^= 1;
    Files.write(file, bytes);

    assertThatIOException()
        .isThrownBy(() -> compare(Script.everything()))
        .withMessageContaining("is damaged at");
  }
}
