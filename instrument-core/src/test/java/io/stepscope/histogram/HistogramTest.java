package io.stepscope.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {

  @Test
  void mergesToTheHistogramOfAllValues() {
    Samples.distributions()
        .forEach(
            (name, distribution) -> {
              float[] values = Samples.floats(distribution, 3_000, 1);
              List<Histogram> parts = new ArrayList<>();
              for (int from = 0; from < values.length; from += 1_000) {
                parts.add(new HistogramBuilder().add(values, from, 1_000).build());
              }
              Histogram a = parts.get(0);
              Histogram b = parts.get(1);
              Histogram c = parts.get(2);
              Histogram all = NaiveHistogram.of(values);
              HistogramAssert.assertSame(name, a.merge(b).merge(c), all);
              HistogramAssert.assertSame(name, a.merge(b.merge(c)), all);
              assertThat(a.merge(b)).as(name).isEqualTo(b.merge(a));
            });
  }

  @Test
  void staysTheSameWhenMergedWithNothing() {
    Histogram some = NaiveHistogram.of(1, -2, Double.NaN);

    assertThat(some.merge(Histogram.empty())).isEqualTo(some);
    assertThat(Histogram.empty().merge(some)).isEqualTo(some);
    assertThat(some.merge(NaiveHistogram.of(Double.NaN)).min()).isEqualTo(-2);
  }

  @Test
  void countsMoreThanAnIntHolds() {
    Histogram histogram = NaiveHistogram.of(1, 2, 0);
    for (int i = 0; i < 40; i++) {
      histogram = histogram.merge(histogram);
    }

    assertThat(histogram.count()).isEqualTo(3L << 40);
    assertThat(histogram.counts()).containsExactly(1L << 40, 1L << 40, 1L << 40);
    assertThat(histogram.mean()).isEqualTo(1);
    assertThat(histogram.buckets().counts()).contains(0x1p40);
  }

  @Test
  void hasNoMomentsWithoutFiniteValues() {
    for (Histogram none :
        List.of(Histogram.empty(), NaiveHistogram.of(Double.NaN, Double.NEGATIVE_INFINITY))) {
      assertThat(none.finite()).isZero();
      assertThat(none.mean()).isNaN();
      assertThat(none.standardDeviation()).isNaN();
      assertThat(none.min()).isNaN();
      assertThat(none.norm()).isZero();
    }
  }

  @Test
  void aConstantDeviatesByNothing() {
    double[] values = new double[1_000];
    for (double constant : new double[] {0.1, -1e-3, 1e8 / 3}) {
      Arrays.fill(values, constant);
      assertThat(NaiveHistogram.of(values).mean()).isEqualTo(constant);
      assertThat(NaiveHistogram.of(values).standardDeviation()).isZero();
    }
  }

  @Test
  void momentsAreThoseOfTheValues() {
    Histogram histogram = NaiveHistogram.of(2, 4, 4, 4, 5, 5, 7, 9, Double.NaN);

    assertThat(histogram.mean()).isEqualTo(5);
    assertThat(histogram.standardDeviation()).isCloseTo(2, within(1e-12));
    assertThat(histogram.norm()).isCloseTo(Math.sqrt(232), within(1e-12));
  }

  @Test
  void everyFloatLiesInItsBin() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        int bin = Bins.of(value);
        if (value > 0) {
          assertThat((double) value)
              .isGreaterThanOrEqualTo(Bins.lower(bin))
              .isLessThan(Bins.upper(bin));
        } else if (value < 0) {
          assertThat((double) value)
              .isGreaterThan(Bins.lower(bin))
              .isLessThanOrEqualTo(Bins.upper(bin));
        }
      }
    }
  }

  @Test
  void aBinOfNormalNumbersIsAtMostAnEighthWide() {
    for (int bin = 8; bin < Bins.FINITE; bin++) {
      assertThat(Bins.upper(bin)).isLessThanOrEqualTo(Bins.lower(bin) * 1.125);
      assertThat(Bins.lower(bin + Bins.NEGATIVE)).isEqualTo(-Bins.upper(bin));
    }
  }

  @Test
  void refusesPartsThatDoNotFit() {
    assertRefused(new int[] {3, 2}, new long[] {1, 1}, 2);
    assertRefused(new int[] {3}, new long[] {1, 1}, 2);
    assertRefused(new int[] {2040}, new long[] {1}, 1);
    assertRefused(new int[] {4096}, new long[] {1}, 1);
    assertRefused(new int[] {-1}, new long[] {1}, 1);
    assertRefused(new int[] {3}, new long[] {0}, 0);
    assertRefused(new int[] {3}, new long[] {1}, 2);
  }

  @Test
  void doesNotShareItsArrays() {
    int[] bins = {1016};
    long[] counts = {1};
    Histogram histogram = new Histogram(bins, counts, 1, 0, 0, 0, 1, 1, 1, 1);
    bins[0] = 0;
    counts[0] = 9;
    histogram.bins()[0] = 5;
    histogram.counts()[0] = 5;

    assertThat(histogram).isEqualTo(NaiveHistogram.of(1)).hasSameHashCodeAs(NaiveHistogram.of(1));
  }

  private static void assertRefused(int[] bins, long[] counts, long count) {
    assertThatThrownBy(() -> new Histogram(bins, counts, count, 0, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
