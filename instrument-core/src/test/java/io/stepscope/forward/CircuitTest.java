package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.tracker.Capabilities;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final Circuit circuit = new Circuit(now::get, new Backoff(() -> 0));

  @Test
  void letsEverybodyTryUntilItFailedThreeTimesInARow() {
    circuit.fails("busy", Duration.ZERO);
    circuit.fails("busy", Duration.ZERO);
    assertThat(circuit.untilAllowed(false)).isZero();
    assertThat(circuit.untilAllowed(false)).isZero();
    assertThat(circuit.isHopeless()).isFalse();

    circuit.fails("no route", Duration.ZERO);
    assertThat(circuit.untilAllowed(false)).isEqualTo(Duration.ofMillis(100));
    assertThat(circuit.reason()).isEqualTo("no route");
    assertThat(circuit.isHopeless()).isTrue();
  }

  @Test
  void letsOneTryWhetherItIsBack() {
    open();
    pass(Duration.ofMillis(100));

    assertThat(circuit.untilAllowed(false)).isZero();
    assertThat(circuit.untilAllowed(false)).isEqualTo(Duration.ofMillis(200));
    circuit.works();
    assertThat(circuit.untilAllowed(false)).isZero();
    assertThat(circuit.untilAllowed(false)).isZero();
  }

  @Test
  void waitsLongerEachTimeItIsNotBack() {
    open();
    pass(Duration.ofMillis(100));
    assertThat(circuit.untilAllowed(false)).isZero();
    circuit.fails("no route", Duration.ZERO);

    assertThat(circuit.untilAllowed(false)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void letsAnotherTryWhenATrialHangs() {
    open();
    pass(Duration.ofMillis(100));
    assertThat(circuit.untilAllowed(false)).isZero();
    pass(Duration.ofSeconds(60));

    assertThat(circuit.untilAllowed(false)).isZero();
  }

  @Test
  void letsAnotherTryWhenATrialCameToNothing() {
    open();
    pass(Duration.ofMillis(100));
    assertThat(circuit.untilAllowed(false)).isZero();
    circuit.abandons();

    assertThat(circuit.untilAllowed(false)).isZero();
    assertThat(circuit.reason()).isEqualTo("no route");
  }

  @Test
  void letsThoseInAHurryTryAtOnce() {
    open();

    assertThat(circuit.untilAllowed(true)).isZero();
  }

  @Test
  void letsNobodyTryWhileTheTrackerWantsToBeLeftAlone() {
    circuit.fails("too many requests", Duration.ofSeconds(7));

    assertThat(circuit.untilAllowed(true)).isEqualTo(Duration.ofSeconds(7));
    assertThat(circuit.isHopeless()).isTrue();
    pass(Duration.ofSeconds(7));
    assertThat(circuit.untilAllowed(false)).isZero();
    assertThat(circuit.isHopeless()).isFalse();
  }

  @Test
  void isSharedByRunsThatGoToTheSameTracker() {
    FakeTracker tracker = new FakeTracker("shared", Capabilities.everything(1));
    Circuit one = Circuit.to(new ConfiguredTracker(tracker, Map.of("url", "a")));

    assertThat(Circuit.to(new ConfiguredTracker(tracker, Map.of("url", "a")))).isSameAs(one);
    assertThat(Circuit.to(new ConfiguredTracker(tracker, Map.of("url", "b")))).isNotSameAs(one);
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      circuit.fails("no route", Duration.ZERO);
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
