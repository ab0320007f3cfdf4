package io.stepscope.viewer.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  @Test
  void keepsTheSmallestAndLargestValueHoweverLongTheSeriesIs() {
    for (int length : new int[] {1, 2, 7, 8, 9, 100, 12_345}) {
      Envelope envelope = new Envelope(8);
      Random random = new Random(length);
      double min = Double.MAX_VALUE;
      double max = -Double.MAX_VALUE;
      for (int step = 0; step < length; step++) {
        double value = random.nextGaussian();
        min = Math.min(min, value);
        max = Math.max(max, value);
        envelope.add(step, value);
      }
      assertThat(envelope.min()).isEqualTo(min);
      assertThat(envelope.max()).isEqualTo(max);
      assertThat(envelope.buckets()).hasSizeBetween(1, 8);
      assertThat(envelope.count()).isEqualTo(length);
    }
  }

  @Test
  void bucketsAreInOrderOfStepsAndCoverThemAll() {
    Envelope envelope = new Envelope(4);
    for (int step = 10; step < 43; step++) {
      envelope.add(step, step);
    }
    assertThat(envelope.buckets())
        .extracting(Bucket::firstStep, Bucket::lastStep, Bucket::min, Bucket::max)
        .containsExactly(
            tuple(10L, 25L, 10.0, 25.0), tuple(26L, 41L, 26.0, 41.0), tuple(42L, 42L, 42.0, 42.0));
  }

  @Test
  void countsWhatIsNotFiniteApart() {
    Envelope envelope = new Envelope(4);
    envelope.add(0, 1);
    envelope.add(1, Double.NaN);
    envelope.add(2, Double.POSITIVE_INFINITY);
    envelope.add(3, 3);
    assertThat(envelope.nonFinite()).isEqualTo(2);
    assertThat(envelope.mean()).isEqualTo(2);
    assertThat(envelope.max()).isEqualTo(3);
  }

  @Test
  void theLatestValueIsThatOfTheLargestStep() {
    Envelope envelope = new Envelope(4);
    envelope.add(5, 50);
    envelope.add(3, 30);
    assertThat(envelope.latest()).isEqualTo(50);
    assertThat(envelope.firstStep()).isEqualTo(3);
  }
}
