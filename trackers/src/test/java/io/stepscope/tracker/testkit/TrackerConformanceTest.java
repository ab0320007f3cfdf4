package io.stepscope.tracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stepscope.event.EventKind;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every tracker must do, whatever it is. A subclass supplies a provider and reads back what
 * the tracker holds; what is expected follows from the {@link io.stepscope.tracker.Capabilities
 * capabilities} and from nothing else.
 */
public abstract class TrackerConformanceTest {
  private static final String RUN = "20261121-120000-otter";
  private static final double[] STRANGE_VALUES = {
    0.0, -0.0, 1e-300, -1e300, Double.MIN_VALUE, Double.MAX_VALUE, 0.1, 16_777_217,
  };

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  protected Path folder;

  private final Events events = new Events(RUN);

  @SuppressWarnings("NullAway.Init") // set before each test
  private KitRun run;

  /** The tracker under test. */
  protected abstract TrackerProvider provider();

  /** Configuration of a tracker that keeps whatever it writes below {@link #folder}. */
  protected abstract Map<String, String> keys();

  /**
   * Every scalar that the tracker holds of a run, in its own order; those that it made of events of
   * other kinds may be among them.
   */
  protected abstract List<HeldScalar> scalars(TrackerSettings settings) throws IOException;

  /** The name under which the tracker holds a series. */
  protected String held(String name) {
    return name;
  }

  /** The number that the tracker holds for a recorded one, for instance rounded to float32. */
  protected double held(double value) {
    return value;
  }

  @BeforeEach
  void beginRun() throws IOException {
    run = new KitRun(provider(), keys(), folder.resolve("runs").resolve(RUN));
    run.record(events.started(false));
  }

  @AfterEach
  void endRecording() {
    run.close();
  }

  @Test
  void keepsEveryScalarInOrder() throws IOException {
    List<HeldScalar> expected = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      expected.add(scalar("kit/loss", step, 1.0 / (1 + step)));
      expected.add(scalar("kit/accuracy", step, step / 300.0));
      run.record(events.stepComplete(step));
    }
    run.record(events.ended(299));
    run.forward();

    assertHolds(expected);
  }

  @Test
  void keepsOrLeavesOutAndCountsNumbersThatAreNotFinite() throws IOException {
    scalar("kit/loss", 0, Double.NaN);
    scalar("kit/loss", 1, Double.POSITIVE_INFINITY);
    scalar("kit/loss", 2, Double.NEGATIVE_INFINITY);
    HeldScalar last = scalar("kit/loss", 3, 0.5);
    run.record(events.ended(3));
    run.forward();

    int leftOut = Math.toIntExact(run.leftOut(EventKind.SCALAR));
    assertThat(kitScalars()).contains(last).hasSize(4 - leftOut);
  }

  @Test
  void keepsHugeAndTinyNumbers() throws IOException {
    List<HeldScalar> expected = new ArrayList<>();
    for (int step = 0; step < STRANGE_VALUES.length; step++) {
      expected.add(scalar("kit/value", step, STRANGE_VALUES[step]));
    }
    run.record(events.ended(STRANGE_VALUES.length));
    run.forward();

    assertHolds(expected);
  }

  @Test
  void keepsNamesInAnyScript() throws IOException {
    List<HeldScalar> expected = new ArrayList<>();
    for (String name : List.of("kit/потеря", "kit/損失", "kit/🚀 loss", "kit/a b=c\"d\\e'f,g")) {
      expected.add(scalar(name, 0, 0.5));
    }
    run.record(events.ended(0));
    run.forward();

    assertHolds(expected);
  }

  @Test
  void keepsTenThousandNames() throws IOException {
    List<HeldScalar> expected = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      expected.add(scalar("kit/metric-" + i, 0, i));
    }
    run.record(events.stepComplete(0));
    run.record(events.ended(0));
    run.forward();

    assertHolds(expected);
  }

  @Test
  void takesARunInWhichNothingHappened() throws IOException {
    run.record(events.ended(-1));
    run.forward();

    assertHolds(List.of());
    assertThat(run.accounted(EventKind.RUN_STARTED)).isEqualTo(1);
    assertThat(run.accounted(EventKind.RUN_ENDED)).isEqualTo(1);
    assertThat(run.isComplete()).isTrue();
  }

  @Test
  void takesOrSkipsAndCountsEventsOfEveryKind() throws IOException {
    for (EventKind kind : EventKind.values()) {
      if (kind != EventKind.RUN_STARTED && kind != EventKind.RUN_ENDED) {
        run.record(events.of(kind, 0));
      }
    }
    run.record(events.ended(0));
    run.forward();

    for (EventKind kind : EventKind.values()) {
      assertThat(run.accounted(kind)).as(kind.word()).isEqualTo(1);
    }
    assertHolds(List.of(new HeldScalar(held("kit/scalar"), 0, held(0.5))));
  }

  @Test
  void holdsEveryScalarOnceAfterCrashesBetweenDeliveryAndAcknowledgement() throws IOException {
    List<HeldScalar> expected = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      for (int step = 25 * round; step < 25 * (round + 1); step++) {
        expected.add(scalar("kit/loss", step, step));
        run.record(events.stepComplete(step));
      }
      run.forwardThroughCrashes();
    }
    run.record(events.ended(99));
    run.forwardThroughCrashes();

    assertHolds(expected);
  }

  @Test
  void continuesARunThatIsResumed() throws IOException {
    List<HeldScalar> expected = new ArrayList<>();
    expected.add(scalar("kit/loss", 0, 0.5));
    run.record(events.stepComplete(0));
    run.record(events.ended(0));
    run.forward();
    run.record(events.started(true));
    expected.add(scalar("kit/loss", 1, 0.25));
    run.record(events.stepComplete(1));
    run.record(events.ended(1));
    run.forward();

    assertHolds(expected);
  }

  @Test
  void mayBeClosedBeforeItIsOpenedAndTwice() {
    Tracker tracker = provider().create(run.settings());

    assertThatCode(
            () -> {
              tracker.close();
              tracker.close();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(TrackerProvider.class))
        .anyMatch(found -> found.name().equals(provider().name()));
  }

  private HeldScalar scalar(String name, long step, double value) {
    run.record(events.scalar(name, step, value));
    return new HeldScalar(held(name), step, held(value));
  }

  private List<HeldScalar> kitScalars() throws IOException {
    return scalars(run.settings()).stream().filter(held -> held.name().contains("kit")).toList();
  }

  /** What is held must be what is expected, each series in its order. */
  private void assertHolds(List<HeldScalar> expected) throws IOException {
    assertThat(bySeries(kitScalars())).isEqualTo(bySeries(expected));
  }

  private static Map<String, List<HeldScalar>> bySeries(List<HeldScalar> scalars) {
    Map<String, List<HeldScalar>> series = new TreeMap<>();
    for (HeldScalar scalar : scalars) {
      series.computeIfAbsent(scalar.name(), name -> new ArrayList<>()).add(scalar);
    }
    return series;
  }
}
