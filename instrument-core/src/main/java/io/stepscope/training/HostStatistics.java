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
final class HostStatistics {

  private static final int BLOCK = Elements.BLOCK;

  private final HistogramBuilder builder = new HistogramBuilder();
  private final HistogramBuilder updates = new HistogramBuilder();
  private final float[] floats = new float[BLOCK];
  private final float[] otherFloats = new float[BLOCK];
  private double[] doubles = {};
  private double[] otherDoubles = {};

  /** Counts the sums of the elements at the same place, which for one tensor are its own. */
  Histogram sum(List<Elements> terms) {
    builder.reset();
    Elements first = terms.get(0);
    for (int done = 0; done < first.size(); done += BLOCK) {
      int length = Math.min(BLOCK, first.size() - done);
      if (first.areDoubles()) {
        first.read(done, doubles(), length);
        for (int term = 1; term < terms.size(); term++) {
          terms.get(term).read(done, otherDoubles(), length);
          add(doubles, otherDoubles, length);
        }
        builder.add(doubles, 0, length);
      } else {
        first.read(done, floats, length);
        for (int term = 1; term < terms.size(); term++) {
          terms.get(term).read(done, otherFloats, length);
          add(floats, otherFloats, length);
        }
        builder.add(floats, 0, length);
      }
    }
    return builder.build();
  }

  /** Counts the elements. */
  Histogram of(Elements elements) {
    return sum(List.of(elements));
  }

  /**
   * Counts {@code before}, and {@code after - before} element by element, in one go over their
   * memory: that is what takes the time.
   */
  Change change(Elements before, Elements after) {
    builder.reset();
    updates.reset();
    for (int done = 0; done < before.size(); done += BLOCK) {
      int length = Math.min(BLOCK, before.size() - done);
      if (before.areDoubles()) {
        before.read(done, otherDoubles(), length);
        after.read(done, doubles(), length);
        builder.add(otherDoubles, 0, length);
        subtract(doubles, otherDoubles, length);
        updates.add(doubles, 0, length);
      } else {
        before.read(done, otherFloats, length);
        after.read(done, floats, length);
        builder.add(otherFloats, 0, length);
        subtract(floats, otherFloats, length);
        updates.add(floats, 0, length);
      }
    }
    return new Change(builder.build(), updates.build());
  }

  /** Norm of all values: unlike the histogram's, NaN or infinite when a value is. */
  static double norm(Histogram histogram) {
    if (histogram.nan() > 0) {
      return Double.NaN;
    }
    return histogram.infinite() > 0 ? Double.POSITIVE_INFINITY : histogram.norm();
  }

  private static void add(float[] to, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += values[i];
    }
  }

  private static void add(double[] to, double[] values, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += values[i];
    }
  }

  private static void subtract(float[] from, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      from[i] -= values[i];
    }
  }

  private static void subtract(double[] from, double[] values, int length) {
    for (int i = 0; i < length; i++) {
      from[i] -= values[i];
    }
  }

  private double[] doubles() {
    doubles = doubles.length == 0 ? new double[BLOCK] : doubles;
    return doubles;
  }

  private double[] otherDoubles() {
    otherDoubles = otherDoubles.length == 0 ? new double[BLOCK] : otherDoubles;
    return otherDoubles;
  }

  /** Weights, and how they were changed. */
  record Change(Histogram before, Histogram update) {}
}
