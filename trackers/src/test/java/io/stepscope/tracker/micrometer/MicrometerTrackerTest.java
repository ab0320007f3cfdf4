package io.stepscope.tracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stepscope.Run;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.testkit.Events;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicrometerTrackerTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Events events = new Events("r1");

  @AfterEach
  void forgetRegistry() {
    MicrometerRegistry.use(null);
  }

  @Test
  void showsTheLastValueAlsoAfterGarbageWasCollected() {
    MicrometerTracker tracker = open(100, events.scalar("train/loss", 0, 2.5));
    deliver(tracker, events.started(false), events.scalar("train/loss", 1, 0.25));
    System.gc();
    assertThat(registry.get("stepscope.train.loss").tags("run", "r1", "rank", "0").gauge().value())
        .isEqualTo(0.25);
    tracker.close();
  }

  @Test
  void countsStepsTimesAndLines() {
    MicrometerTracker tracker = open(100, events.started(false));
    deliver(
        tracker,
        events.of(EventKind.TIMING, 3),
        events.of(EventKind.TIMING, 4),
        events.of(EventKind.CONSOLE_LINE, 4),
        events.of(EventKind.ALERT, 4),
        events.of(EventKind.CONTROL_ACTION, 4),
        events.stepComplete(3),
        events.stepComplete(4));
    var timer = registry.get("stepscope.time.forward").tag("experiment", "digits").timer();
    assertThat(timer.count()).isEqualTo(2);
    assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(7_800_000);
    assertThat(registry.get("stepscope.run.steps").counter().count()).isEqualTo(2);
    assertThat(registry.get("stepscope.run.step").gauge().value()).isEqualTo(4);
    assertThat(registry.get("stepscope.console.lines").tag("stream", "stderr").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("stepscope.alerts").tag("severity", "warning").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("stepscope.control.actions").counter().count()).isEqualTo(1);
    tracker.close();
  }

  @Test
  void removesEverythingWhenTheRunIsOver() {
    MicrometerTracker tracker = open(100, events.started(false));
    deliver(tracker, events.scalar("train/loss", 1, 0.25), events.stepComplete(1));
    assertThat(registry.getMeters()).isNotEmpty();
    tracker.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void leavesOutWhatThereIsNoRoomForAndSaysSo() {
    MicrometerTracker tracker = open(4, events.started(false));
    List<Event> many = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      many.add(events.scalar("gradients/norm/" + i, 1, i));
    }
    Delivered result = deliver(tracker, many.toArray(Event[]::new));
    assertThat(result.skipped()).hasSizeBetween(6, 10);
    assertThat(result.skipped().get(0).reason()).contains("micrometer.max=4");
    assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(4);
    tracker.close();
  }

  @Test
  void leavesOutSeriesThatComeToTheSameMeter() {
    MicrometerTracker tracker = open(100, events.started(false));
    Event timing = events.of(EventKind.TIMING, 1);
    Delivered result =
        deliver(
            tracker,
            events.scalar("val/loss", 1, 1),
            events.scalar("val.loss", 1, 2),
            events.scalar("time/forward", 1, 3),
            timing,
            events.scalar("run/steps", 1, 4),
            events.stepComplete(1));
    assertThat(result.skipped()).hasSize(3);
    assertThat(registry.get("stepscope.val.loss").gauge().value()).isEqualTo(1);
    tracker.close();
  }

  @Test
  void showsNoPast() {
    Event old = events.scalar("train/loss", 0, 2.5);
    MicrometerTracker tracker = tracker(100, after(old, MicrometerTracker.LIVE.plusSeconds(1)));
    tracker.open(null);
    Delivered result = deliver(tracker, old);
    assertThat(result.skipped()).singleElement().extracting("event").isEqualTo(old);
    assertThat(registry.find("stepscope.train.loss").gauge()).isNull();
    tracker.close();
  }

  @Test
  void keepsTheExperimentWhenAnotherThreadGoesOn() {
    MicrometerTracker first = open(100, events.started(false));
    String checkpoint = deliver(first, events.started(false)).checkpoint();
    first.close();
    MicrometerTracker second = tracker(100, after(events.started(false), Duration.ZERO));
    second.open(checkpoint);
    deliver(second, events.scalar("train/loss", 1, 1));
    assertThat(registry.get("stepscope.train.loss").tag("experiment", "digits").gauge().value())
        .isEqualTo(1);
    second.close();
  }

  @Test
  void followsARealRunInTheRegistryOfTheProgram(@TempDir Path folder) {
    MicrometerRegistry.use(registry);
    Run run =
        Run.builder()
            .dir(folder)
            .experiment("digits")
            .set("trackers", "micrometer")
            .set("progress", "off")
            .start();
    for (int step = 0; step < 100; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1));
      run.stepComplete(step);
    }
    await(() -> value("stepscope.run.step") == 99);
    assertThat(value("stepscope.train.loss")).isEqualTo(0.01);
    assertThat(registry.get("stepscope.train.loss").gauge().getId().getTags())
        .extracting(tag -> tag.getKey() + "=" + tag.getValue())
        .containsExactly("experiment=digits", "rank=0", "run=" + run.id());
    run.close();
    assertThat(registry.getMeters()).extracting(Meter::getId).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "port, http, 'micrometer.port=http is not a number from 0 to 65535'",
    "port, 70000, 'micrometer.port=70000 is not a number from 0 to 65535'",
    "max, 0, 'micrometer.max=0 is not a number from 1 to 1000000'",
    "otlp, localhost:4318, 'micrometer.otlp=localhost:4318 is no URL; use one as http://localhost:4318/v1/metrics'",
  })
  void saysWhatIsWrong(String key, String value, String sentence) {
    TrackerSettings settings = new TrackerSettings("r1", Path.of("r1"), Map.of(key, value));
    assertThatThrownBy(() -> new MicrometerTrackerProvider().create(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  private double value(String gauge) {
    var found = registry.find(gauge).gauge();
    return found == null ? Double.NaN : found.value();
  }

  private MicrometerTracker open(int most, Event first) {
    MicrometerTracker tracker = tracker(most, after(first, Duration.ofSeconds(1)));
    assertThat(tracker.open(null)).isInstanceOf(Delivered.class);
    deliver(tracker, first);
    return tracker;
  }

  private MicrometerTracker tracker(int most, Clock clock) {
    return new MicrometerTracker("r1", () -> new OpenRegistry(registry, () -> {}), most, clock);
  }

  private static Clock after(Event event, Duration time) {
    Instant at = Instant.ofEpochMilli(event.stamp().timeMicros() / 1000).plus(time);
    return Clock.fixed(at, ZoneOffset.UTC);
  }

  private static Delivered deliver(MicrometerTracker tracker, Event... some) {
    DeliveryResult result = tracker.deliver(List.of(some));
    assertThat(result).isInstanceOf(Delivered.class);
    return (Delivered) result;
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a minute").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
