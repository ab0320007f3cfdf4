package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramBucketsTest {

  @Test
  void putsAnEmptyBucketBetweenBinsThatDoNotTouch() {
    HistogramBuckets buckets = HistogramBuckets.of(histogram(-2, -1.5f, -1.5f, 0, 0, 5));

    assertThat(limits(buckets))
        .containsExactly(-2, -1.625, -1.5, 0, Float.intBitsToFloat(1 << 20), 5, 5.5);
    assertThat(counts(buckets)).containsExactly(1, 0, 2, 0, 2, 0, 1);
  }

  @Test
  void keepsBinsThatTouchTogether() {
    HistogramBuckets buckets = HistogramBuckets.of(histogram(1, 1.125f, 1.25f));

    assertThat(limits(buckets)).containsExactly(1.125, 1.25, 1.375);
    assertThat(counts(buckets)).containsExactly(1, 1, 1);
  }

  @Test
  void countsEveryValueInTheBucketThatHoldsIt() {
    Random random = new Random(7);
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(70) - 35));
    }
    HistogramBuckets buckets = HistogramBuckets.of(histogram(values));

    double[] expected = new double[buckets.size];
    for (float value : values) {
      int i = 0;
      // Bins are closed at the edge that is nearer to zero.
      while (value > buckets.limits[i] || (value == buckets.limits[i] && value >= 0)) {
        i++;
      }
      expected[i]++;
    }
    assertThat(limits(buckets)).isSorted().doesNotHaveDuplicates();
    assertThat(counts(buckets)).isEqualTo(expected);
  }

  @Test
  void endsAtTwoToThe128ForTheLargestFloat() {
    HistogramBuckets buckets =
        HistogramBuckets.of(histogram(Float.MAX_VALUE, -Float.MAX_VALUE, Float.NaN, 1 / 0f));

    assertThat(limits(buckets)).endsWith(0x1p128);
    assertThat(counts(buckets)).containsExactly(1, 0, 1);
  }

  private static Histogram histogram(float... values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  private static double[] limits(HistogramBuckets buckets) {
    return java.util.Arrays.copyOf(buckets.limits, buckets.size);
  }

  private static double[] counts(HistogramBuckets buckets) {
    return java.util.Arrays.copyOf(buckets.counts, buckets.size);
  }
}
