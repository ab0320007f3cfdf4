package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.configuration.HistogramSchedule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverheadGovernorTest {

  private static final long MILLI = 1_000_000;

  @Test
  void looksInTheFirstStepSoThatShortRunsHaveHistograms() {
    assertThat(OverheadGovernor.auto(0.01).wants(0)).isTrue();
    assertThat(OverheadGovernor.every(7).wants(0)).isTrue();
  }

  @Test
  void looksExactlyEveryNthStepWhateverItCosts() {
    OverheadGovernor governor = OverheadGovernor.every(3);
    assertThat(looks(governor, 10, MILLI, 0, step -> 1000 * MILLI)).containsExactly(0L, 3L, 6L, 9L);
    assertThat(governor.interval()).isEqualTo(3);
    assertThat(governor.looks()).isEqualTo(4);
    assertThat(governor.skipped()).isEqualTo(6);
  }

  @Test
  void neverLooksWhenOff() {
    assertThat(looks(OverheadGovernor.off(), 100, MILLI, 0, step -> 1)).isEmpty();
    assertThat(OverheadGovernor.of(HistogramSchedule.AUTO, 0).enabled()).isFalse();
  }

  @Test
  void spendsTheBudgetOnEvenlySpacedLooks() {
    // A look costs a fifth of a step: at 1 % that is every 20th step.
    List<Long> looks = looks(OverheadGovernor.auto(0.01), 1000, 10 * MILLI, 0, step -> 2 * MILLI);
    assertThat(looks).startsWith(0L, 20L, 40L, 60L, 80L).hasSize(50);
  }

  @Test
  void looksEveryStepWhenThatIsCheap() {
    assertThat(looks(OverheadGovernor.auto(0.01), 100, 10 * MILLI, 0, step -> MILLI / 20))
        .hasSize(100);
  }

  @Test
  void leavesLessForLooksWhenTheRestIsDear() {
    // 60 % of the budget is spent in every step, so a look is earned by 50 steps and not by 20.
    List<Long> looks =
        looks(OverheadGovernor.auto(0.01), 1000, 10 * MILLI, 6 * MILLI / 100, step -> 2 * MILLI);
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 130L, 180L, 230L);
  }

  @Test
  void goesOnLookingWhenNothingIsLeft() {
    List<Long> looks =
        looks(OverheadGovernor.auto(0.01), 1000, 10 * MILLI, MILLI, step -> 2 * MILLI);
    assertThat(looks).as("a fifth of the budget remains").endsWith(760L, 860L, 960L);
  }

  @Test
  void isNotStarvedByAColdFirstLook() {
    // By itself, the first look would put off the second by 5,000 steps.
    List<Long> looks =
        looks(
            OverheadGovernor.auto(0.01),
            400,
            10 * MILLI,
            0,
            step -> step == 0 ? 500 * MILLI : 2 * MILLI);
    assertThat(looks).startsWith(0L, 20L, 40L, 60L, 80L);
  }

  @Test
  void asksForThePriceAgainBeforeLongHoweverDearItWas() {
    List<Long> looks =
        looks(
            OverheadGovernor.auto(0.01),
            1000,
            10 * MILLI,
            0,
            step -> step < 200 ? 500 * MILLI : 2 * MILLI);
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 160L, 320L).contains(980L);
  }

  @Test
  void isNotMisledByOneSlowLook() {
    List<Long> looks =
        looks(
            OverheadGovernor.auto(0.01),
            400,
            10 * MILLI,
            0,
            step -> step == 100 ? 500 * MILLI : 2 * MILLI);
    assertThat(looks).contains(100L, 120L, 140L, 160L);
  }

  @Test
  void followsStepsThatBecomeFaster() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    looks(governor, 100, 10 * MILLI, 0, step -> 2 * MILLI);
    assertThat(governor.interval()).isEqualTo(20);
    for (long step = 100; step < 300; step++) {
      boolean looked = governor.wants(step);
      governor.ended(step, MILLI, 0, looked ? 2 * MILLI : 0, looked);
    }
    assertThat(governor.interval()).isEqualTo(200);
  }

  @Test
  void keepsThePaceThroughSmallVariations() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    List<Long> intervals = new ArrayList<>();
    for (long step = 0; step < 2000; step++) {
      boolean looked = governor.wants(step);
      governor.ended(
          step,
          10 * MILLI + step % 7 * MILLI / 10,
          0,
          looked ? 2 * MILLI + step % 3 * MILLI / 10 : 0,
          looked);
      intervals.add(governor.interval());
    }
    assertThat(intervals.stream().skip(100).distinct()).hasSize(1);
  }

  @Test
  void learnsTheTimeOfAStepAfterAFirstStepOfUnknownTime() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    governor.ended(0, -1, 0, 2 * MILLI, true);
    governor.ended(1, 10 * MILLI, 0, 0, false);
    assertThat(governor.interval()).isEqualTo(20);
  }

  @Test
  void rejectsWhatCannotBe() {
    assertThatThrownBy(() -> OverheadGovernor.every(0)).hasMessageContaining("0");
    assertThatThrownBy(() -> OverheadGovernor.auto(Double.NaN)).hasMessageContaining("NaN");
  }

  private static List<Long> looks(
      OverheadGovernor governor, long steps, long total, long base, Cost cost) {
    List<Long> looks = new ArrayList<>();
    for (long step = 0; step < steps; step++) {
      boolean looked = governor.wants(step);
      if (looked) {
        looks.add(step);
      }
      governor.ended(step, total, base, looked ? cost.of(step) : 0, looked);
    }
    return looks;
  }

  private interface Cost {
    long of(long step);
  }
}
