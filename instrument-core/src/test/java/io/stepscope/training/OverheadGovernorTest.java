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
    assertThat(OverheadGovernor.auto(0.01).wants(0, false)).isTrue();
    assertThat(OverheadGovernor.every(7).wants(0, false)).isTrue();
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
    // A look costs a fifth of a step, and half of 1 % is for looking: every 40th step.
    List<Long> looks = looks(OverheadGovernor.auto(0.01), 1000, 10 * MILLI, 0, step -> 2 * MILLI);
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 120L).hasSize(26);
  }

  @Test
  void looksEveryStepWhenThatIsCheap() {
    assertThat(looks(OverheadGovernor.auto(0.01), 100, 10 * MILLI, 0, step -> MILLI / 20))
        .hasSize(100);
  }

  @Test
  void leavesLessForLooksWhenTheRestIsDear() {
    // 30 % of the budget is spent in every step, so a look is earned by 100 steps and not by 40.
    List<Long> looks =
        looks(OverheadGovernor.auto(0.01), 1000, 10 * MILLI, 3 * MILLI / 100, step -> 2 * MILLI);
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 160L, 260L, 360L);
  }

  @Test
  void goesOnLookingWhenNothingIsLeft() {
    List<Long> looks =
        looks(OverheadGovernor.auto(0.01), 2000, 10 * MILLI, MILLI, step -> 2 * MILLI);
    assertThat(looks).as("a twentieth of the budget remains").endsWith(1040L, 1440L, 1840L);
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
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 120L);
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
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 160L, 320L).contains(960L);
  }

  @Test
  void isNotMisledByOneSlowLook() {
    List<Long> looks =
        looks(
            OverheadGovernor.auto(0.01),
            400,
            10 * MILLI,
            0,
            step -> step == 120 ? 500 * MILLI : 2 * MILLI);
    assertThat(looks).contains(120L, 160L, 200L, 240L);
  }

  @Test
  void followsStepsThatBecomeFaster() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    looks(governor, 100, 10 * MILLI, 0, step -> 2 * MILLI);
    assertThat(governor.interval()).isEqualTo(40);
    for (long step = 100; step < 700; step++) {
      boolean looked = governor.wants(step, false);
      end(governor, step, MILLI, 0, looked, 2 * MILLI);
    }
    assertThat(governor.interval()).isEqualTo(400);
  }

  @Test
  void countsNoTimeInWhichOthersHadTheProcessor() {
    // A step takes 10 ms, but while others compute most take 40.
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    for (long step = 0; step < 500; step++) {
      long total = step % 3 == 0 ? 10 * MILLI : 40 * MILLI;
      end(governor, step, total, 0, governor.wants(step, false), 2 * MILLI);
    }
    assertThat(governor.interval()).isEqualTo(40);
  }

  @Test
  void keepsThePaceThroughSmallVariations() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    List<Long> intervals = new ArrayList<>();
    for (long step = 0; step < 2000; step++) {
      boolean looked = governor.wants(step, false);
      end(
          governor,
          step,
          10 * MILLI + step % 7 * MILLI / 10,
          0,
          looked,
          2 * MILLI + step % 3 * MILLI / 10);
      intervals.add(governor.interval());
    }
    assertThat(intervals.stream().skip(100).distinct()).hasSize(1);
  }

  @Test
  void learnsTheTimeOfAStepAfterAFirstStepOfUnknownTime() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    end(governor, 0, -1, 0, true, 2 * MILLI);
    end(governor, 1, 10 * MILLI, 0, false, 0);
    assertThat(governor.interval()).isEqualTo(20);
  }

  @Test
  void followsAPriceThatIsKnownManyStepsLater() {
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    List<Long> looks = new ArrayList<>();
    for (long step = 0; step < 200; step++) {
      boolean busy = !looks.isEmpty() && step < looks.get(looks.size() - 1) + 7;
      boolean looked = governor.wants(step, busy);
      if (looked) {
        looks.add(step);
      }
      governor.ended(step, 10 * MILLI, 0, looked);
      if (step == looks.get(looks.size() - 1) + 6) {
        governor.priced(2 * MILLI);
      }
    }
    assertThat(looks).startsWith(0L, 20L, 40L, 80L, 120L).hasSize(6);
    assertThat(governor.putOff()).as("before the first price was known").isEqualTo(6);
    assertThat(governor.skipped()).isEqualTo(194);
  }

  @Test
  void putsOffALookWhileTheOneBeforeIsBeingCountedButNeverOneOfAFixedSchedule() {
    OverheadGovernor auto = OverheadGovernor.auto(0.01);
    assertThat(auto.wants(0, true)).isFalse();
    assertThat(auto.putOff()).isOne();
    assertThat(OverheadGovernor.every(1).wants(0, true)).isTrue();
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
      boolean looked = governor.wants(step, false);
      if (looked) {
        looks.add(step);
      }
      end(governor, step, total, base, looked, looked ? cost.of(step) : 0);
    }
    return looks;
  }

  private static void end(
      OverheadGovernor governor, long step, long total, long base, boolean looked, long cost) {
    governor.ended(step, total, base, looked);
    if (looked) {
      governor.priced(cost);
    }
  }

  private interface Cost {
    long of(long step);
  }
}
