package io.stepscope.histogram;

import static io.stepscope.histogram.HistogramAssert.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramBuilderTest {
  /** Around the length of a block, of an unrolled step, and of what counts as small. */
  private static final int[] LENGTHS = {
    0, 1, 2, 3, 4, 5, 7, 64, 2047, 2048, 2049, 4095, 4096, 4097, 12_289
  };

  private final HistogramBuilder builder = new HistogramBuilder();

  @Test
  void countsFloatsAsDefined() {
    Samples.distributions()
        .forEach(
            (name, distribution) -> {
              for (int length : LENGTHS) {
                float[] values = Samples.floats(distribution, length, length);
                Histogram actual = builder.reset().add(values, 0, length).build();
                assertSame(name + " of " + length, actual, NaiveHistogram.of(values));
              }
            });
  }

  @Test
  void countsDoublesAsDefined() {
    Samples.distributions()
        .forEach(
            (name, distribution) -> {
              for (int length : LENGTHS) {
                double[] values = Samples.doubles(distribution, length, length);
                Histogram actual = builder.reset().add(values, 0, length).build();
                assertSame(name + " of " + length, actual, NaiveHistogram.of(values));
              }
            });
  }

  @Test
  void countsDoublesThatNoFloatHoldsAsDefined() {
    for (int length : LENGTHS) {
      double[] values = Samples.doubles(Samples::wide, length, length);
      Histogram actual = builder.reset().add(values, 0, length).build();
      assertSame("wide of " + length, actual, NaiveHistogram.of(values));
    }
  }

  @Test
  void putsDoublesBeyondFloatsInTheOutermostFiniteBins() {
    double[] values = {1e300, -1e300, 0x1.ffffffp127, Float.MAX_VALUE};

    Histogram histogram = builder.add(values, 0, 4).build();

    assertThat(histogram.bins()).containsExactly(2039, 4087);
    assertThat(histogram.counts()).containsExactly(3, 1);
    assertThat(histogram.infinite()).isZero();
    assertThat(histogram.min()).isEqualTo(-1e300);
    assertThat(histogram.max()).isEqualTo(1e300);
  }

  @Test
  void keepsDoublesTooSmallForFloatsApartFromZeros() {
    double[] values = {1e-300, -1e-300, -1e-301, 0.0, -0.0};

    Histogram histogram = builder.add(values, 0, 5).build();

    assertThat(histogram.bins()).containsExactly(0, 2048);
    assertThat(histogram.counts()).containsExactly(2, 3);
    assertThat(histogram.zeros()).isEqualTo(2);
    assertThat(histogram.min()).isEqualTo(-1e-300);
    assertThat(histogram.max()).isEqualTo(1e-300);
  }

  @Test
  void keepsSumsOfFloat32ExactWhereDoublesAre() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }

    Histogram histogram = builder.add(values, 0, values.length).build();

    assertThat(histogram.sum()).isEqualTo(49_995_000.0);
    assertThat(histogram.sumOfSquares()).isEqualTo(333_283_335_000.0);
  }

  @Test
  void addsUpSeveralTensors() {
    Random random = new Random(7);
    double[] all = random.doubles(20_000, -3, 3).map(v -> (float) v).toArray();
    float[] floats = new float[9_000];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) all[i];
    }

    builder.add(floats, 0, 5_000).add(floats, 5_000, 4_000);
    builder.add(all, 9_000, 10).add(all, 9_010, 10_990);

    assertSame("together", builder.build(), NaiveHistogram.of(all));
  }

  @Test
  void forgetsEverythingOnReset() {
    double[] values = Samples.doubles(Samples::wide, 50_000, 3);
    builder.add(values, 0, values.length).build();

    Histogram histogram = builder.reset().add(new float[] {1, 2}, 0, 2).build();

    assertThat(histogram).isEqualTo(NaiveHistogram.of(1, 2));
    assertThat(builder.reset().build()).isEqualTo(Histogram.empty());
  }

  @Test
  void canGoOnAfterBuilding() {
    Histogram one = builder.add(new float[] {1}, 0, 1).build();
    Histogram two = builder.add(new float[] {-0.5f}, 0, 1).build();

    assertThat(one).isEqualTo(NaiveHistogram.of(1));
    assertThat(two).isEqualTo(NaiveHistogram.of(1, -0.5));
  }

  @Test
  void outlastsTheRangeOfItsLanes() {
    HistogramBuilder spilling = new HistogramBuilder(10_000);
    float[] values = Samples.floats(Random::nextGaussian, 4096, 5);
    Histogram expected = Histogram.empty();
    for (int i = 0; i < 20; i++) {
      spilling.add(values, 0, values.length);
      expected = expected.merge(NaiveHistogram.of(values));
    }

    assertSame("spilled", spilling.build(), expected);
    assertThat(spilling.reset().build()).isEqualTo(Histogram.empty());
  }

  @Test
  void ordersOfValuesWithEqualZerosGiveEqualHistograms() {
    Histogram one = builder.add(new float[] {0f, -0f}, 0, 2).build();
    Histogram other = builder.reset().add(new float[] {-0f, 0f}, 0, 2).build();

    assertThat(one).isEqualTo(other);
    assertThat(one.zeros()).isEqualTo(2);
  }

  @Test
  void refusesARangeOutsideTheArrayBeforeAddingAnything() {
    assertThatThrownBy(() -> builder.add(new float[10], 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.add(new double[10], -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(builder.build()).isEqualTo(Histogram.empty());
  }

  @Test
  void countsFloatBuffersLikeArrays() {
    float[] values = Samples.floats(Samples::special, 10_000, 9);
    Histogram expected = builder.add(values, 100, 9_000).build();
    FloatBuffer buffer = FloatBuffer.wrap(values).position(100).limit(9_100);

    assertThat(builder.reset().add(buffer).build()).isEqualTo(expected);
    assertThat(builder.reset().add(buffer.asReadOnlyBuffer()).build()).isEqualTo(expected);
    assertThat(builder.reset().add(buffer.slice()).build()).isEqualTo(expected);
    assertThat(buffer.position()).isEqualTo(100);
  }
}
