package io.stepscope.training;

import static io.stepscope.training.testkit.ScriptedDevice.between;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import io.stepscope.probe.Accelerator;
import io.stepscope.training.testkit.ScriptedDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTimesTest {

  private static final String CPU = "cpu/0";
  private static final double PLENTY = 1e9;

  @TempDir Path dir;

  private final ScriptedDevice device = new ScriptedDevice();
  private final Map<String, Accelerator> open = new ConcurrentHashMap<>(Map.of(CPU, device));
  private Recording recording;
  private TrainingSession session;
  private long now = 1_000_000;

  @BeforeEach
  void open() throws IOException {
    recording = new Recording(dir);
    session = session(PLENTY);
  }

  @AfterEach
  void close() {
    session.end();
    recording.close();
    device.close();
    assertThat(device.marksOut()).as("marks that nobody gave back").isZero();
    assertThat(device.marksClosedTwice()).isZero();
  }

  @Test
  void tellsThePhasesAndTheWholeOfEachStep() throws IOException {
    steps(3);
    session.end();
    for (int step = 0; step < 3; step++) {
      int first = 6 * step;
      int before = Math.max(0, first - 1);
      assertThat(timings(step))
          .containsEntry("time/forward/device", between(first, first + 1))
          .containsEntry("time/backward/device", between(first + 2, first + 3))
          .containsEntry("time/update/device", between(first + 4, first + 5))
          .containsEntry("time/step/device", between(before, first + 5));
    }
    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void completesNoStepBeforeItsDeviceTimesAreRecorded() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    device.occupy(() -> await(busy));
    steps(2);
    session.gradientsDone();
    assertThat(recording.completeSteps()).isEmpty();
    busy.countDown();
    session.end();
    List<Event> events = recording.all(Event.class);
    for (long step = 0; step < 2; step++) {
      assertThat(last(events, step)).isInstanceOf(StepComplete.class);
      assertThat(timings(step)).containsKey("time/forward/device");
    }
  }

  @Test
  void sumsThePartsOfAPhaseAndTakesOneMarkWherePhasesMeet() throws IOException {
    session.deviceBegins(CPU, Phase.FORWARD); // 0
    session.deviceBegins(CPU, Phase.BACKWARD); // 1
    session.deviceBegins(CPU, Phase.UPDATE); // 2
    session.deviceBegins(CPU, Phase.BACKWARD); // 3
    session.deviceBegins(CPU, Phase.UPDATE); // 4
    session.deviceEnds(CPU); // 5
    session.deviceEnds(CPU);
    session.stepDone(now);
    session.end();
    assertThat(device.marks()).isEqualTo(6);
    assertThat(timings(0))
        .containsOnly(
            Map.entry("time/forward/device", between(0, 1)),
            Map.entry("time/backward/device", between(1, 2) + between(3, 4)),
            Map.entry("time/update/device", between(2, 3) + between(4, 5)),
            Map.entry("time/step/device", between(0, 5)));
  }

  @Test
  void takesTheLongestOfSeveralDevices() throws IOException {
    try (ScriptedDevice other = new ScriptedDevice("other", Set.of("gpu/1"))) {
      open.put("gpu/1", other);
      session.deviceBegins(CPU, Phase.FORWARD);
      session.deviceEnds(CPU);
      for (int part = 0; part < 2; part++) {
        session.deviceBegins("gpu/1", Phase.FORWARD);
        session.deviceEnds("gpu/1");
      }
      session.stepDone(now);
      session.end();
      assertThat(timings(0))
          .containsEntry("time/forward/device", between(0, 1) + between(2, 3))
          .containsEntry("time/step/device", between(0, 3));
      assertThat(other.marksOut()).isZero();
    }
  }

  @Test
  void leavesOutThePhasesWhoseMarksCouldNotBePut() throws IOException {
    device.nowhere = number -> number >= 6 && number <= 8; // Forward of step 1, and into backward.
    steps(3);
    session.end();
    assertThat(timings(1)).containsOnlyKeys("time/update/device", "time/step/device");
    assertThat(timings(2)).hasSize(4);
    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L);
    assertThat(recording.scalars("stepscope/device_results_missed")).isEmpty();
  }

  @Test
  void givesAllMarksBackOnceThoughTheDeviceFailsToTakeSome() throws IOException {
    device.failsClosing = number -> number == 0 || number == 2;
    steps(2);
    session.end();
    assertThat(timings(0)).hasSize(4);
    assertThat(recording.completeSteps()).containsExactly(0L, 1L);
    assertThat(recording.recorder.failures()).containsOnly(Map.entry("giving a mark back", 2L));
  }

  @Test
  void givesUpAStepWhoseMarksAreNeverReached() throws IOException {
    device.never = number -> number == 7;
    for (int step = 0; step < 40; step++) {
      steps(1);
      device.awaitIdle(); // Else it is this device that is too far behind.
    }
    session.gradientsDone();
    assertThat(recording.completeSteps()).contains(1L);
    session.end();
    assertThat(timings(1)).isEmpty();
    assertThat(timings(0)).hasSize(4);
    assertThat(timings(2)).hasSize(4);
    assertThat(recording.completeSteps()).hasSize(40).isSorted();
    assertThat(recording.scalars("stepscope/device_results_missed")).containsEntry(39L, 1.0);
  }

  @Test
  void asksATimerNoMoreThatThrowsAgainAndAgain() throws IOException {
    device.throwing = number -> true;
    steps(10);
    session.end();
    assertThat(device.marks()).isEqualTo(DeviceLane.MOST_FAILURES);
    assertThat(recording.recorder.failures()).containsEntry("timing a device", 3L);
    assertThat(recording.completeSteps()).hasSize(10);
  }

  @Test
  void countsATimerThatThrowsWhenAsked() throws IOException {
    device.broken = true;
    steps(3);
    session.end();
    assertThat(recording.recorder.failures()).containsEntry("asking a device for what it did", 3L);
    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void boundsTheMarksOfAStep() throws IOException {
    session.deviceBegins(CPU, Phase.FORWARD);
    for (int i = 0; i < DeviceLane.MOST_MARKS; i++) {
      session.deviceBegins(CPU, Phase.BACKWARD);
      session.deviceBegins(CPU, Phase.UPDATE);
    }
    session.deviceEnds(CPU);
    session.stepDone(now);
    steps(1);
    session.end();
    assertThat(device.marks()).isEqualTo(DeviceLane.MOST_MARKS + 6);
    assertThat(timings(0)).containsOnlyKeys("time/forward/device");
    assertThat(timings(1)).hasSize(4);
  }

  @Test
  void timesADeviceThatOpensLateAndIsGoneLater() throws IOException {
    open.clear();
    steps(1);
    session.deviceBegins(CPU, Phase.FORWARD);
    open.put(CPU, device);
    session.deviceEnds(CPU);
    session.stepDone(now);
    assertThat(device.marks()).isZero();
    steps(2);
    open.clear();
    steps(2);
    session.end();
    assertThat(device.marks()).isEqualTo(12);
    assertThat(timings(2)).hasSize(4);
    assertThat(timings(3)).hasSize(4);
    assertThat(timings(4)).isEmpty();
  }

  @Test
  void looksADeviceUpOnceAStep() {
    AtomicInteger asked = new AtomicInteger();
    session.timedOn(
        name -> {
          asked.incrementAndGet();
          return Optional.empty();
        },
        DeviceStream.DEFAULT,
        PLENTY);
    steps(5);
    assertThat(asked).hasValue(5);
  }

  @Test
  void timesLayersThatLieWithinEachOther() throws IOException {
    DeviceSpan outer = begin(); // 0
    DeviceSpan inner = begin(); // 1
    session.deviceLayerEnds(CPU, inner); // 2
    session.deviceLayerEnds(CPU, outer); // 3
    DeviceSpan again = begin(); // 4
    session.deviceLayerEnds(CPU, again); // 5
    DeviceSpan unnamed = begin();
    session.deviceLayerEnds(CPU, unnamed);
    DeviceSpan late = begin();
    outer.named("time/layer/outer/forward");
    inner.named("time/layer/inner/forward");
    again.named("time/layer/inner/forward");
    late.named("time/layer/late/forward");
    session.stepDone(now);
    session.deviceLayerEnds(CPU, late);
    session.stepDone(now);
    session.end();
    assertThat(timings(0))
        .containsOnly(
            Map.entry("time/layer/outer/forward/device", between(0, 3)),
            Map.entry("time/layer/inner/forward/device", between(1, 2) + between(4, 5)));
    assertThat(timings(1)).isEmpty();
  }

  private DeviceSpan begin() {
    return Objects.requireNonNull(session.deviceLayerBegins(CPU));
  }

  @Test
  void timesNothingAfterTheEnd() throws IOException {
    session.deviceBegins(CPU, Phase.FORWARD);
    session.end();
    session.deviceBegins(CPU, Phase.BACKWARD);
    session.deviceEnds(CPU);
    session.stepDone(now);
    assertThat(device.marks()).isEqualTo(1);
    assertThat(device.marksOut()).isZero();
  }

  @Test
  void beginsAgainWhereTrainingWentOn() throws IOException {
    steps(1);
    session.resume();
    steps(1);
    session.deviceBegins(CPU, Phase.FORWARD);
    session.deviceForgets();
    steps(1);
    session.end();
    assertThat(timings(1)).containsEntry("time/step/device", between(6, 11));
    assertThat(timings(2)).containsEntry("time/step/device", between(11, 18));
    assertThat(timings(2)).containsEntry("time/forward/device", between(13, 14));
  }

  @Test
  void leavesOutWhatCouldNotBeFollowed() throws IOException {
    session.deviceBegins(CPU, Phase.BACKWARD);
    session.deviceEnds(CPU);
    session.deviceLoses(Phase.BACKWARD);
    session.stepDone(now);
    steps(1);
    session.end();
    assertThat(timings(0)).containsOnlyKeys("time/step/device");
    assertThat(timings(1)).hasSize(4);
  }

  @Test
  void marksTheStreamThatTheFrameworkUses() {
    session.timedOn(
        name -> Optional.ofNullable(open.get(name)), name -> name.equals(CPU) ? 17 : 0, PLENTY);
    steps(1);
    assertThat(device.stream).isEqualTo(17);
  }

  @Test
  void recordsTheEpochThatTheStepWasIn() throws IOException {
    CountDownLatch busy = new CountDownLatch(1);
    device.occupy(() -> await(busy));
    steps(1);
    session.epochDone();
    busy.countDown();
    session.end();
    assertThat(recording.all(Timing.class))
        .allSatisfy(timing -> assertThat(timing.stamp().epoch()).isZero());
  }

  @Test
  void timesEveryStepWhileMarksCostLittle() {
    device.onMark = () -> now += 400; // Six of them: less than a quarter of 1 % of a millisecond.
    session = session(0.01);
    steps(50, 1_000_000);
    assertThat(device.marks()).isEqualTo(6 * 50);
  }

  @Test
  void timesFewerStepsWhenMarksCostMoreThanAQuarterOfTheBudget() throws IOException {
    device.onMark = () -> now += 1_000; // Six of them a step: 2.4 times what they may.
    session = session(0.01);
    steps(TimedSteps.FIRST, 1_000_000);
    assertThat(device.marks()).isEqualTo(6 * TimedSteps.FIRST);
    device.awaitIdle();
    for (int step = 0; step < 30; step++) {
      steps(1, 1_000_000);
      device.awaitIdle();
    }
    session.end();
    // Every third, and one mark more where a step begins behind one that was not timed.
    assertThat(device.marks()).isEqualTo(6 * TimedSteps.FIRST + 10 * 7);
    for (long step = TimedSteps.FIRST; step < TimedSteps.FIRST + 30; step++) {
      assertThat(timings(step).containsKey("time/step/device"))
          .as("step %d", step)
          .isEqualTo((step - TimedSteps.FIRST) % 3 == 2);
    }
    assertThat(recording.completeSteps()).hasSize(38).isSorted();
  }

  @Test
  void asksForThePriceAgainHoweverDearMarksAre() {
    device.onMark = () -> now += 1_000_000_000;
    session = session(0.01);
    steps(TimedSteps.FIRST + 2 * (int) TimedSteps.LONGEST_INTERVAL, 1_000_000);
    assertThat(device.marks()).isEqualTo(6 * TimedSteps.FIRST + 2 * 7);
  }

  @Test
  void timesNothingWithoutABudget() {
    session = session(0);
    steps(5);
    assertThat(device.marks()).isZero();
  }

  private TrainingSession session(double budget) {
    TrainingSession made =
        new TrainingSession(recording.recorder, OverheadGovernor.off(), () -> now, 0, 0);
    made.timedOn(name -> Optional.ofNullable(open.get(name)), DeviceStream.DEFAULT, budget);
    return made;
  }

  private void steps(int count) {
    steps(count, 1_000_000);
  }

  private void steps(int count, long nanos) {
    for (int i = 0; i < count; i++) {
      for (Phase phase : List.of(Phase.FORWARD, Phase.BACKWARD, Phase.UPDATE)) {
        session.deviceBegins(CPU, phase);
        session.deviceEnds(CPU);
      }
      now += nanos;
      session.gradientsDone();
      session.stepDone(now);
    }
  }

  private Map<String, Long> timings(long step) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    for (Timing timing : recording.all(Timing.class)) {
      if (timing.stamp().step() == step && timing.name().endsWith("/device")) {
        assertThat(found.put(timing.name(), timing.nanos())).as("recorded twice").isNull();
      }
    }
    return found;
  }

  private static Event last(List<Event> events, long step) {
    return events.stream()
        .filter(event -> event.stamp().step() == step)
        .reduce((one, next) -> next)
        .orElseThrow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
