package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SyncTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final FakeTracker tracker = new FakeTracker("late", Capabilities.everything(1_000));
  private final List<List<ForwardStatus>> progress = new ArrayList<>();

  @Test
  void deliversAFinishedRunToATrackerItNeverKnew() throws Exception {
    try (RecordedRun run = new RecordedRun(folder, "otter").steps(0, 5_000).ended()) {
      assertThat(deliver(run, false).state()).isEqualTo(State.COMPLETE);
    }
    assertThat(tracker.held).hasSize(5_002);
    assertThat(progress).isNotEmpty();
  }

  @Test
  void deliversNothingTwice() throws Exception {
    try (RecordedRun run = new RecordedRun(folder, "otter").steps(0, 10).ended()) {
      deliver(run, false);
      deliver(run, false);
    }
    assertThat(tracker.held).hasSize(12);
    assertThat(tracker.openedAt).hasSize(1);
  }

  @Test
  void deliversWhatThereIsOfARunThatGoesOn() throws Exception {
    try (RecordedRun run = new RecordedRun(folder, "otter").steps(0, 10)) {
      assertThat(deliver(run, true).state()).isEqualTo(State.UP_TO_DATE);
      assertThat(tracker.held).hasSize(11);

      run.steps(10, 20).ended();
      assertThat(deliver(run, true).state()).isEqualTo(State.COMPLETE);
    }
    assertThat(tracker.held).hasSize(22);
  }

  @Test
  void followsARunToItsEndWhenAskedTo() throws Exception {
    try (RecordedRun run = new RecordedRun(folder, "otter").steps(0, 10)) {
      SyncOptions options =
          new SyncOptions(
              true,
              Duration.ofSeconds(1),
              status -> {
                if (status.get(0).state() == State.UP_TO_DATE && progress.isEmpty()) {
                  progress.add(status);
                  run.steps(10, 20).ended();
                }
              });
      ForwardStatus status = Sync.deliver(run.folder, configured(), asked -> true, options).get(0);
      assertThat(status.state()).isEqualTo(State.COMPLETE);
    }
    assertThat(tracker.held).hasSize(22);
  }

  @Test
  void givesUpWhenNothingMoves() throws Exception {
    for (int i = 0; i < 100; i++) {
      tracker.troubles.add(() -> new Retry("no route", Duration.ZERO));
    }
    try (RecordedRun run = new RecordedRun(folder, "otter").ended()) {
      ForwardStatus status = deliver(run, false);
      assertThat(status.state()).isEqualTo(State.RETRYING);
      assertThat(status.reason()).isEqualTo("no route");
    }
  }

  @Test
  void endsWhenTheTrackerRefuses() throws Exception {
    tracker.openResult = new Refused("no key");
    try (RecordedRun run = new RecordedRun(folder, "otter").ended()) {
      assertThat(deliver(run, false).state()).isEqualTo(State.REFUSED);
    }
  }

  private ForwardStatus deliver(RecordedRun run, boolean alive)
      throws IOException, InterruptedException {
    SyncOptions options = new SyncOptions(false, Duration.ofMillis(500), progress::add);
    return Sync.deliver(run.folder, configured(), asked -> alive, options).get(0);
  }

  private List<ConfiguredTracker> configured() {
    return List.of(new ConfiguredTracker(tracker, Map.of("test", folder.toString())));
  }
}
