package io.stepscope.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketsTest {

  @Test
  void everyConversionRisesFromMinToMaxAndKeepsTheCount() {
    List<Function<Histogram, Buckets>> conversions =
        List.of(
            Histogram::buckets,
            Histogram::tensorBoard,
            h -> h.linear(1),
            h -> h.linear(30),
            h -> h.linear(512));
    forEachSample(
        (name, values) -> {
          Histogram histogram = histogram(values);
          for (Function<Histogram, Buckets> conversion : conversions) {
            assertFits(name, conversion.apply(histogram), histogram);
          }
        });
  }

  @Test
  void bucketsHoldExactlyTheirValues() {
    forEachSample(
        (name, values) -> {
          Buckets buckets = histogram(values).buckets();
          double[] sorted = finite(values);
          int next = 0;
          for (int i = 0; i < buckets.counts().length; i++) {
            for (int k = 0; k < buckets.counts()[i]; k++) {
              double value = sorted[next++];
              double slack = Math.abs(value) * 0x1p-24 + Float.MIN_VALUE;
              assertThat(value)
                  .as("%s: value %s of bucket %s", name, next, i)
                  .isBetween(buckets.edges()[i] - slack, buckets.edges()[i + 1] + slack);
            }
          }
        });
  }

  @Test
  void bucketsHaveWidth() {
    forEachSample(
        (name, values) -> {
          double[] edges = histogram(values).buckets().edges();
          for (int i = 1; i < edges.length && edges[0] < edges[edges.length - 1]; i++) {
            assertThat(edges[i]).as("%s: edge %s", name, i).isGreaterThan(edges[i - 1]);
          }
        });
  }

  @Test
  void bucketsShowGapsAndTheSpikesAtTheEnds() {
    Buckets buckets = NaiveHistogram.of(0, 0, 0, 1).buckets();

    assertThat(buckets.edges()).containsExactly(0, 0x1p-129, 1 - 0x1p-24, 1);
    assertThat(buckets.counts()).containsExactly(3, 0, 1);
  }

  @Test
  void bucketsOfBothSignsMeetAtZero() {
    Buckets buckets = NaiveHistogram.of(-1, -0.0, 0.0, 0.0, 1).buckets();

    assertThat(buckets.edges())
        .containsExactly(-1, -1 + 0x1p-24, -0x1p-129, 0, 0x1p-129, 1 - 0x1p-24, 1);
    assertThat(buckets.counts()).containsExactly(1, 0, 1, 2, 0, 1);
  }

  @Test
  void zerosOfBothSignsShareABucketUnlessThereAreValuesOnBothSides() {
    Buckets above = NaiveHistogram.of(-0.0, 0.0, 1).buckets();
    Buckets below = NaiveHistogram.of(-0.0, 0.0, -1).buckets();

    assertThat(above.edges()).containsExactly(0, 0x1p-129, 1 - 0x1p-24, 1);
    assertThat(above.counts()).containsExactly(2, 0, 1);
    assertThat(below.edges()).containsExactly(-1, -1 + 0x1p-24, -0x1p-129, 0);
    assertThat(below.counts()).containsExactly(1, 0, 2);
  }

  @Test
  void aSpikeAtTheEndHasABucketBesideItsNeighbour() {
    Buckets buckets = NaiveHistogram.of(0.95, 1 - 0x1p-24, 1, 1).buckets();

    assertThat(buckets.edges()).containsExactly(0.95, 1 - 0x1p-24, 1);
    assertThat(buckets.counts()).containsExactly(2, 2);
  }

  @Test
  void bucketsOfNothingAreEmpty() {
    for (Histogram none : List.of(Histogram.empty(), NaiveHistogram.of(Double.NaN))) {
      for (Buckets buckets : List.of(none.buckets(), none.tensorBoard(), none.linear(7))) {
        assertThat(buckets.edges()).isEmpty();
        assertThat(buckets.counts()).isEmpty();
      }
    }
  }

  @Test
  void aConstantIsOneBucketOfNoWidth() {
    Buckets buckets = NaiveHistogram.of(0.1, 0.1).buckets();

    assertThat(buckets.edges()).containsExactly(0.1, 0.1);
    assertThat(buckets.counts()).containsExactly(2);
    assertThat(NaiveHistogram.of(-0.0, 0.0).buckets().edges()).containsExactly(0, 0);
  }

  @Test
  void linearBucketsOfAConstantLieAroundIt() {
    Buckets buckets = NaiveHistogram.of(3, 3).linear(3);

    assertThat(buckets.edges())
        .containsExactly(new double[] {2.5, 2.833, 3.166, 3.5}, within(1e-3));
    assertThat(buckets.counts()).containsExactly(0, 2, 0);
    assertThat(NaiveHistogram.of(1e30, 1e30).linear(4).counts()).contains(2);
  }

  @Test
  void linearBucketsSplitABinInProportion() {
    double[] values = IntStream.range(0, 10_000).mapToDouble(i -> i / 10_000.0).toArray();

    for (double count : histogram(values).linear(100).counts()) {
      assertThat(count).isCloseTo(100, within(2.0));
    }
  }

  @Test
  void tensorBoardBucketsAreFewAndEitherOfOneBinOrNarrowAndLight() {
    forEachSample(
        (name, values) -> {
          Histogram histogram = histogram(values);
          Buckets joined = histogram.tensorBoard();
          double[] fine = histogram.buckets().edges();
          assertThat(joined.counts().length).as(name).isLessThanOrEqualTo(121);
          // Halves: the range of float64 values can overflow.
          double halfRange = histogram.max() / 2 - histogram.min() / 2;
          for (int i = 0; i < joined.counts().length; i++) {
            int from = Arrays.binarySearch(fine, joined.edges()[i]);
            int to = Arrays.binarySearch(fine, joined.edges()[i + 1]);
            if (to - from > 1) {
              assertThat(joined.counts()[i]).isLessThanOrEqualTo(histogram.finite() / 30.0);
              assertThat(joined.edges()[i + 1] / 2 - joined.edges()[i] / 2)
                  .isLessThanOrEqualTo(halfRange / 30 * (1 + 1e-12));
            }
          }
        });
  }

  @Test
  void linearBucketsAreOffByLessThanTheBinsThatTheirEdgesCut() {
    forEachSample(
        (name, values) -> {
          Histogram histogram = histogram(values);
          double[] sorted = finite(values);
          Buckets fine = histogram.buckets();
          Buckets linear = histogram.linear(30);
          double below = 0;
          for (int i = 0; i + 1 < linear.counts().length; i++) {
            below += linear.counts()[i];
            double edge = linear.edges()[i + 1];
            double cut = 1;
            for (int k = 0; k < fine.counts().length; k++) {
              double slack = Math.abs(edge) * 0x1p-23 + Float.MIN_VALUE;
              if (fine.edges()[k] <= edge + slack && edge - slack <= fine.edges()[k + 1]) {
                cut += fine.counts()[k];
              }
            }
            long exact = Arrays.stream(sorted).filter(value -> value < edge).count();
            assertThat(below).as("%s below %s", name, edge).isCloseTo((double) exact, within(cut));
          }
        });
  }

  @Test
  void percentilesLieInTheBinOfTheExactOnes() {
    double[] percentages = {0, 0.001, 1, 5, 25, 50, 75, 95, 99, 99.999, 100};
    forEachSample(
        (name, values) -> {
          double[] sorted = finite(values);
          double[] actual = histogram(values).percentiles(percentages);
          for (int i = 0; i < percentages.length && sorted.length > 0; i++) {
            int rank = (int) Math.ceil(percentages[i] / 100 * sorted.length);
            double exact = sorted[Math.max(0, rank - 1)];
            double error = Math.max(0x1p-129, 0.125 * Math.abs(exact) * (1 + 0x1p-23));
            if (Math.abs(exact) < 0x1.ep127) {
              assertThat(actual[i])
                  .as("%s: percentile %s", name, percentages[i])
                  .isCloseTo(exact, within(error));
            }
          }
          if (sorted.length > 0) {
            assertThat(actual[0]).isEqualTo(sorted[0]);
            assertThat(actual[10]).isEqualTo(sorted[sorted.length - 1]);
          }
        });
  }

  @Test
  void percentilesOfZerosAreZero() {
    assertThat(NaiveHistogram.of(0, 0, 0, 7).percentiles(50, 100)).containsExactly(0, 7);
    assertThat(NaiveHistogram.of(-7, -0.0, 0, 0).percentiles(50, 75)).containsExactly(0, 0);
  }

  @Test
  void percentilesOfNothingAreNotNumbers() {
    assertThat(Histogram.empty().percentiles(0, 50, 100)).containsOnly(Double.NaN);
  }

  @Test
  void refusesWhatIsNoPercentageAndNoNumberOfBuckets() {
    Histogram histogram = NaiveHistogram.of(1);
    assertThatThrownBy(() -> histogram.percentiles(50, 101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("percentage 101.0 is not from 0 to 100");
    assertThatThrownBy(() -> histogram.percentiles(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> histogram.linear(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void forEachSample(BiConsumer<String, double[]> check) {
    Samples.distributions()
        .forEach(
            (name, distribution) -> {
              for (int length : new int[] {1, 2, 3, 500}) {
                double[] doubles = Samples.doubles(distribution, length, length);
                float[] floats = Samples.floats(distribution, length, length);
                double[] narrowed = new double[length];
                for (int i = 0; i < length; i++) {
                  narrowed[i] = floats[i];
                }
                check.accept(name + " float64", doubles);
                check.accept(name + " float32", narrowed);
              }
            });
    for (int seed = 0; seed < 200; seed++) {
      check.accept(
          "wide " + seed, Samples.doubles(Samples::wide, seed < 190 ? 2 + seed % 7 : 500, seed));
    }
    double[] farApart = Samples.doubles(Random::nextGaussian, 200, 1);
    farApart[0] = Double.MAX_VALUE;
    farApart[1] = -Double.MAX_VALUE;
    check.accept("far apart", farApart);
  }

  private static Histogram histogram(double[] values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  private static double[] finite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).map(v -> v + 0.0).sorted().toArray();
  }

  private static void assertFits(String name, Buckets buckets, Histogram histogram) {
    if (histogram.finite() == 0) {
      return;
    }
    double[] edges = buckets.edges();
    assertThat(edges).as(name).hasSize(buckets.counts().length + 1);
    assertThat(Arrays.stream(edges).allMatch(Double::isFinite)).as(name).isTrue();
    for (int i = 1; i < edges.length; i++) {
      assertThat(edges[i]).as("%s: edge %s", name, i).isGreaterThanOrEqualTo(edges[i - 1]);
    }
    assertThat(edges[0]).as(name).isLessThanOrEqualTo(histogram.min());
    assertThat(edges[edges.length - 1]).as(name).isGreaterThanOrEqualTo(histogram.max());
    if (histogram.min() < histogram.max()) {
      assertThat(edges[0]).as(name).isEqualTo(histogram.min());
      assertThat(edges[edges.length - 1]).as(name).isEqualTo(histogram.max());
    }
    assertThat(Arrays.stream(buckets.counts()).sum())
        .as(name)
        .isEqualTo((double) histogram.finite());
    assertThat(Arrays.stream(buckets.counts()).allMatch(c -> c >= 0 && c == Math.rint(c)))
        .as(name)
        .isTrue();
  }
}
