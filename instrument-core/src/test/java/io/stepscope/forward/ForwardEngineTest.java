package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Scalar;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// The limit only ends tests of a hang that went wrong.
@Timeout(120)
class ForwardEngineTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final FakeTracker good = tracker("good");
  private final FakeTracker bad = tracker("bad");

  @SuppressWarnings("NullAway.Init")
  private RecordedRun run;

  @BeforeEach
  void begin() throws IOException {
    run = new RecordedRun(folder, "otter");
  }

  @AfterEach
  void end() {
    run.close();
  }

  @Test
  void deliversWhatIsRecordedWhileItRuns() {
    try (ForwardEngine engine = start(good)) {
      run.steps(0, 100);
      assertThat(engine.drain(LONG)).isTrue();
      assertThat(steps(good)).hasSize(100);

      run.steps(100, 200).ended();
      assertThat(engine.drain(LONG)).isTrue();
    }
    assertThat(steps(good)).hasSize(200).isSorted();
    assertThat(good.open).isZero();
  }

  @Test
  void drainsInTimeThoughATrackerHangs() {
    CountDownLatch never = new CountDownLatch(1);
    bad.troubles.add(
        () -> {
          awaitIgnoringInterrupts(never);
          return null;
        });
    run.steps(0, 100).ended();
    try (ForwardEngine engine = start(bad, good)) {
      assertThat(engine.drain(Duration.ofMillis(500))).isFalse();
      assertThat(state(engine, "bad")).isEqualTo(State.FORWARDING);
      // Its own thread serves it however long the other one hangs.
      while (state(engine, "good") != State.COMPLETE) {
        assertThat(engine.drain(Duration.ofMillis(100))).isFalse();
      }
      assertThat(steps(good)).hasSize(100);
    } finally {
      never.countDown();
    }
  }

  @Test
  void saysOnceThatATrackerRefusesAndServesTheOthers() {
    bad.openResult = new Refused("set BAD_KEY");
    run.steps(0, 100).ended();
    try (ForwardEngine engine = start(bad, good)) {
      assertThat(engine.drain(LONG)).isFalse();
      assertThat(state(engine, "bad")).isEqualTo(State.REFUSED);
      assertThat(state(engine, "good")).isEqualTo(State.COMPLETE);
    }
    assertThat(said).singleElement().asString().startsWith("bad: set BAD_KEY");
  }

  @Test
  void keepsTheMessageOfATrackerThatThrowsAndTriesAgain() {
    bad.troubles.add(
        () -> {
          throw new IllegalStateException("a defect");
        });
    run.steps(0, 100).ended();
    try (ForwardEngine engine = start(bad)) {
      assertThat(engine.drain(LONG)).isTrue();
      Receipts receipts = engine.status().get(0).receipts();
      assertThat(receipts.lastReason(Fate.RETRIED)).contains("a defect");
      assertThat(receipts.total(Fate.RETRIED)).isPositive();
    }
    assertThat(steps(bad)).hasSize(100).doesNotHaveDuplicates();
    assertThat(said).singleElement().asString().contains("a defect; will try again");
  }

  @Test
  void drainingEndsTheWaitBeforeAFurtherAttempt() {
    bad.troubles.add(() -> new Retry("busy", Duration.ZERO));
    bad.troubles.add(() -> new Retry("busy", Duration.ZERO));
    run.steps(0, 100).ended();
    try (ForwardEngine engine = start(bad)) {
      assertThat(engine.drain(LONG)).isTrue();
    }
    assertThat(steps(bad)).hasSize(100);
  }

  @Test
  void drainingRespectsATrackerThatWantsToBeLeftAlone() {
    bad.troubles.add(() -> new Retry("too many requests", Duration.ofDays(1)));
    run.steps(0, 100).ended();
    try (ForwardEngine engine = start(bad, good)) {
      assertThat(engine.drain(LONG)).isFalse();
      assertThat(state(engine, "bad")).isEqualTo(State.RETRYING);
      assertThat(state(engine, "good")).isEqualTo(State.COMPLETE);
    }
    assertThat(bad.held).isEmpty();
  }

  @Test
  void drainingDoesNotWaitForATrackerThatIsDown() {
    for (int i = 0; i < 1_000; i++) {
      bad.troubles.add(() -> new Retry("no route", Duration.ZERO));
    }
    run.steps(0, 100).ended();
    try (ForwardEngine engine = start(bad)) {
      // The limit of the test would not be enough to wait for all of these in turn.
      assertThat(engine.drain(Duration.ofDays(1))).isFalse();
    }
  }

  @Test
  void saysWhoDeliversWhenItIsNotTheOne() {
    run.steps(0, 100);
    FakeTracker same = tracker("good");
    try (ForwardEngine first = start(good)) {
      assertThat(first.drain(LONG)).isTrue();
      try (ForwardEngine second = start(same)) {
        assertThat(second.drain(LONG)).isFalse();
        assertThat(second.status().get(0).reason()).isEqualTo("delivered by this process");
      }
    }
    assertThat(same.openedAt).isEmpty();
  }

  @Test
  void takesOverWhenTheOtherForwarderIsGone() {
    run.steps(0, 100);
    ForwardEngine first = start(good);
    assertThat(first.drain(LONG)).isTrue();
    try (ForwardEngine second = start(good)) {
      assertThat(second.drain(LONG)).isFalse();
      first.close();
      run.steps(100, 150);
      while (!second.drain(LONG)) {
        assertThat(state(second, "good")).isIn(State.HELD_ELSEWHERE, State.UP_TO_DATE);
      }
    }
    assertThat(steps(good)).hasSize(150).doesNotHaveDuplicates();
    assertThat(good.openedAt).containsExactly(null, "101");
  }

  private ForwardEngine start(FakeTracker... trackers) {
    List<ConfiguredTracker> configured =
        Arrays.stream(trackers)
            .map(tracker -> new ConfiguredTracker(tracker, Map.of("test", folder.toString())))
            .toList();
    return ForwardEngine.start(run.folder, configured, asked -> true, said::add);
  }

  private static FakeTracker tracker(String name) {
    return new FakeTracker(name, Capabilities.everything(30));
  }

  private static State state(ForwardEngine engine, String tracker) {
    return engine.status().stream()
        .filter(status -> status.tracker().equals(tracker))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static List<Long> steps(FakeTracker tracker) {
    return tracker.held.stream()
        .filter(event -> event instanceof Scalar)
        .map(event -> event.stamp().step())
        .toList();
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    boolean waiting = true;
    while (waiting) {
      try {
        latch.await();
        waiting = false;
      } catch (InterruptedException e) {
        // As deaf as a tracker in a native call.
        waiting = true;
      }
    }
  }
}
