package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.util.List;

/**
 * Counts tensors, and sums and differences of them, block by block: it needs no memory of a
 * tensor's size. The same values give the same histogram wherever they lie.
 *
 * <p>Reusable, so that only results are allocated. Not thread-safe: each thread has its own.
 */
final class TensorStatistics {

  private static final int BLOCK = Elements.BLOCK;

  private final HistogramBuilder builder = new HistogramBuilder();
  private final float[] floats = new float[BLOCK];
  private final float[] otherFloats = new float[BLOCK];
  private double[] doubles = {};
  private double[] otherDoubles = {};

  /** Counts the sums of the elements at the same place, which for one tensor are its own. */
  Histogram sum(List<Elements> terms) {
    return combination(terms, 1);
  }

  /** Counts {@code minuend - subtrahend}, element by element. */
  Histogram difference(Elements minuend, Elements subtrahend) {
    return combination(List.of(minuend, subtrahend), -1);
  }

  /** Counts the elements. */
  Histogram of(Elements elements) {
    return combination(List.of(elements), 1);
  }

  /** Norm of all values: unlike the histogram's, NaN or infinite when a value is. */
  static double norm(Histogram histogram) {
    if (histogram.nan() > 0) {
      return Double.NaN;
    }
    return histogram.infinite() > 0 ? Double.POSITIVE_INFINITY : histogram.norm();
  }

  private Histogram combination(List<Elements> terms, int sign) {
    builder.reset();
    Elements first = terms.get(0);
    for (int done = 0; done < first.size(); done += BLOCK) {
      int length = Math.min(BLOCK, first.size() - done);
      if (first.areDoubles()) {
        combineDoubles(terms, done, length, sign);
        builder.add(doubles, 0, length);
      } else {
        combineFloats(terms, done, length, sign);
        builder.add(floats, 0, length);
      }
    }
    return builder.build();
  }

  private void combineFloats(List<Elements> terms, int from, int length, int sign) {
    terms.get(0).read(from, floats, length);
    for (int term = 1; term < terms.size(); term++) {
      terms.get(term).read(from, otherFloats, length);
      for (int i = 0; i < length; i++) {
        floats[i] += sign * otherFloats[i];
      }
    }
  }

  private void combineDoubles(List<Elements> terms, int from, int length, int sign) {
    if (doubles.length == 0) {
      doubles = new double[BLOCK];
      otherDoubles = new double[BLOCK];
    }
    terms.get(0).read(from, doubles, length);
    for (int term = 1; term < terms.size(); term++) {
      terms.get(term).read(from, otherDoubles, length);
      for (int i = 0; i < length; i++) {
        doubles[i] += sign * otherDoubles[i];
      }
    }
  }
}
