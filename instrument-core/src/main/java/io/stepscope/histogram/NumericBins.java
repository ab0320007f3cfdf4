package io.stepscope.histogram;

import java.util.Arrays;

/**
 * The bins in use in the order of their values, cut to the range of values: bin i lies from {@code
 * lower[i]} to {@code upper[i]} and holds {@code counts[i]}.
 */
final class NumericBins {
  private final Histogram histogram;
  private final int size;
  private final int[] bins;
  private final long[] counts;
  private final double[] lower;
  private final double[] upper;

  private NumericBins(Histogram histogram) {
    this.histogram = histogram;
    int[] byBits = histogram.bins();
    long[] countsByBits = histogram.counts();
    int size = byBits.length;
    int positive = Arrays.binarySearch(byBits, Bins.NEGATIVE);
    positive = positive < 0 ? -positive - 1 : positive;
    bins = new int[size];
    counts = new long[size];
    lower = new double[size];
    upper = new double[size];
    int used = 0;
    for (int i = 0; i < size; i++) {
      int from = i < size - positive ? size - 1 - i : i - (size - positive);
      int bin = withoutEmptySideOfZero(byBits[from]);
      if (used > 0 && bins[used - 1] == bin) {
        counts[used - 1] += countsByBits[from];
      } else {
        bins[used] = bin;
        counts[used++] = countsByBits[from];
      }
    }
    this.size = used;
    for (int i = 0; i < used; i++) {
      lower[i] = i == 0 ? histogram.min() : clip(Bins.lower(bins[i]));
      upper[i] = i == used - 1 ? histogram.max() : clip(Bins.upper(bins[i]));
    }
  }

  static NumericBins of(Histogram histogram) {
    return new NumericBins(histogram);
  }

  Buckets buckets() {
    if (size == 0) {
      return new Buckets(new double[0], new double[0]);
    }
    if (histogram.min() == histogram.max()) {
      double value = histogram.min();
      return new Buckets(new double[] {value, value}, new double[] {histogram.finite()});
    }
    widenEnds();
    double[] edges = new double[2 * size];
    double[] filled = new double[2 * size - 1];
    int next = 0;
    edges[0] = lower[0];
    for (int i = 0; i < size; i++) {
      if (lower[i] > edges[next]) {
        edges[++next] = lower[i];
      }
      filled[next] += counts[i];
      // A bin that rounding of float64 cut to nothing shares the bucket of its neighbour.
      if (upper[i] > edges[next]) {
        edges[++next] = upper[i];
      }
    }
    return new Buckets(Arrays.copyOf(edges, next + 1), Arrays.copyOf(filled, next));
  }

  double[] percentiles(double[] percentages) {
    double[] values = new double[percentages.length];
    for (int i = 0; i < percentages.length; i++) {
      if (!(percentages[i] >= 0 && percentages[i] <= 100)) {
        throw new IllegalArgumentException(
            "percentage " + percentages[i] + " is not from 0 to 100");
      }
      values[i] = percentile(percentages[i]);
    }
    return values;
  }

  private double percentile(double percentage) {
    if (percentage == 0 || percentage == 100) {
      return percentage == 0 ? histogram.min() : histogram.max();
    }
    double rank = percentage / 100 * histogram.finite();
    long below = 0;
    for (int i = 0; i < size; i++) {
      if (below + counts[i] >= rank) {
        return within(i, (rank - below) / counts[i]);
      }
      below += counts[i];
    }
    return histogram.max();
  }

  private double within(int i, double part) {
    if (Bins.magnitude(bins[i]) == 0 && histogram.zeros() > 0) {
      return 0;
    }
    // Weights and not a difference, which could overflow.
    return lower[i] * (1 - part) + upper[i] * part;
  }

  /**
   * An end of the range that is the edge of its bin leaves that bin no width, for instance of masks
   * and clipped values: gives it the width to the next float32, of which its neighbour has no use.
   */
  private void widenEnds() {
    if (upper[0] <= lower[0]) {
      upper[0] = clip(Math.nextUp((float) lower[0]));
    }
    int last = size - 1;
    if (lower[last] >= upper[last]) {
      lower[last] = clip(Math.nextDown((float) upper[last]));
      upper[last - 1] = Math.min(upper[last - 1], lower[last]);
    }
  }

  /** Zeros of both signs in one bin, if nothing but zeros can be in the other. */
  private int withoutEmptySideOfZero(int bin) {
    if (bin == Bins.NEGATIVE && histogram.min() == 0) {
      return 0;
    }
    return bin == 0 && histogram.max() == 0 ? Bins.NEGATIVE : bin;
  }

  private double clip(double edge) {
    return Math.max(histogram.min(), Math.min(histogram.max(), edge)) + 0.0;
  }
}
