package io.stepscope.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramOfBucketsTest {
  private static final double[] EDGES = {-3, -1, -0.25, 0.25, 1, 4};

  @Test
  void givesItsOwnBinsBack() {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      float[] values = new float[2_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * Math.pow(10, round - 10));
      }
      Histogram histogram = new HistogramBuilder().add(values, 0, values.length).build();

      Buckets buckets = histogram.buckets();
      Histogram back = of(buckets, histogram.sum(), histogram.sumOfSquares());

      assertThat(back).isEqualTo(histogram);
    }
  }

  @Test
  void keepsTheCountOfEachBucketAndSpreadsItEvenly() {
    double[] counts = {10, 0, 8, 6, 300};
    Histogram histogram = of(new Buckets(EDGES, counts), Double.NaN, Double.NaN);

    assertThat(histogram.count()).isEqualTo(324);
    assertThat(histogram.min()).isEqualTo(-3);
    assertThat(histogram.max()).isEqualTo(4);
    assertThat(histogram.sum()).isEqualTo(10 * -2 + 8 * 0 + 6 * 0.625 + 300 * 2.5, within(1e-9));
    // A third of the last bucket lies below 2, which is an edge of a bin.
    assertThat(below(histogram, 2)).isEqualTo(124);
    assertThat(below(histogram, -1)).isEqualTo(10);
    assertThat(below(histogram, 0.25)).isEqualTo(18);
    assertThat(below(histogram, 1)).isEqualTo(24);
  }

  @Test
  void findsPercentilesInTheirBuckets() {
    Random random = new Random(9);
    double[] values = random.doubles(10_000, -2, 3).sorted().toArray();
    double[] counts = new double[50];
    double[] edges = new double[51];
    for (int i = 0; i <= 50; i++) {
      edges[i] = -2 + i / 10.0;
    }
    for (double value : values) {
      counts[(int) ((value + 2) * 10)]++;
    }
    Histogram histogram = of(new Buckets(edges, counts), Double.NaN, Double.NaN);

    for (int percent = 5; percent < 100; percent += 5) {
      double exact = values[percent * 100 - 1];
      double read = histogram.percentiles(percent)[0];
      assertThat(read).isCloseTo(exact, within(0.1 + 0.125 * Math.abs(exact)));
    }
  }

  @Test
  void roundsCountsThatAreNotWhole() {
    double[] counts = {0.4, 0.4, 0.4, 0.4, 0.4};

    assertThat(of(new Buckets(EDGES, counts), 1, 1).count()).isEqualTo(2);
    assertThat(of(new Buckets(EDGES, new double[] {0.2, 0, 0, 0, 0}), 1, 1))
        .isEqualTo(Histogram.empty());
  }

  @Test
  void takesBucketsBeyondFloat32AndWithoutWidth() {
    double[] edges = {-Double.MAX_VALUE, 0, 0, Double.MAX_VALUE};
    Histogram histogram = of(new Buckets(edges, new double[] {2, 5, 3}), 0, 0);

    assertThat(histogram.count()).isEqualTo(10);
    assertThat(histogram.zeros()).isEqualTo(5);
    assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(10);
  }

  @Test
  void refusesWhatAreNoBuckets() {
    double[] one = {1};
    assertThatThrownBy(() -> Histogram.ofBuckets(new double[] {2}, one, one, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bucket from 2.0 to 1.0 of 1.0");
    double[] endless = {Double.POSITIVE_INFINITY};
    assertThatThrownBy(() -> Histogram.ofBuckets(one, endless, one, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Histogram.ofBuckets(one, one, endless, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Histogram.ofBuckets(one, one, new double[0], 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Histogram of(Buckets buckets, double sum, double sumOfSquares) {
    int size = buckets.counts().length;
    double[] lefts = Arrays.copyOf(buckets.edges(), size);
    double[] rights = Arrays.copyOfRange(buckets.edges(), 1, size + 1);
    return Histogram.ofBuckets(lefts, rights, buckets.counts(), sum, sumOfSquares);
  }

  /** Values in bins that end at or below an edge. */
  private static long below(Histogram histogram, double edge) {
    int[] bins = histogram.bins();
    long[] counts = histogram.counts();
    long below = 0;
    for (int i = 0; i < bins.length; i++) {
      below += Bins.upper(bins[i]) <= edge ? counts[i] : 0;
    }
    return below;
  }
}
