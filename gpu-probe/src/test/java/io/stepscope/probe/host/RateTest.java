package io.stepscope.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
  private final Rate rate = new Rate();

  @Test
  void tellsWhatWasAddedAndHowFast() {
    rate.now(1_000, 0);
    assertThat(rate.sinceFirst()).isZero();
    assertThat(rate.perSecond()).isNaN();

    rate.now(4_000, 2_000_000_000L);
    assertThat(rate.sinceFirst()).isEqualTo(3_000);
    assertThat(rate.perSecond()).isEqualTo(1_500);
  }

  @Test
  void aCountThatIsResetLosesNothingOfWhatWasCountedBefore() {
    rate.now(1_000, 0);
    rate.now(4_000, 1_000_000_000L);
    rate.now(10, 2_000_000_000L);
    assertThat(rate.perSecond()).isNaN();

    rate.now(30, 3_000_000_000L);
    assertThat(rate.sinceFirst()).isEqualTo(3_020);
    assertThat(rate.perSecond()).isEqualTo(20);
  }
}
