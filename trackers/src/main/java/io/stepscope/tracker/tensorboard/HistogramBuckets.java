package io.stepscope.tracker.tensorboard;

import io.stepscope.histogram.Histogram;

/**
 * The finite values of a histogram as TensorBoard's buckets: right edges that rise, and counts.
 *
 * <p>A bucket is a bin of the histogram; between bins that do not touch lies one empty bucket, as a
 * bucket begins where the one before it ends. Readers put {@code min} for the first left edge and
 * {@code max} for the last right edge. So no count moves, and every value is known to within its
 * bin, at most 12.5 % of its size.
 */
final class HistogramBuckets {
  private static final int SHIFT = 20;
  private static final int SIGN = 0x800;

  /** Lowest bin of infinities and NaN. */
  private static final int NOT_FINITE = 0x7f8;

  final double[] limits;
  final double[] counts;
  final int size;

  private HistogramBuckets(double[] limits, double[] counts, int size) {
    this.limits = limits;
    this.counts = counts;
    this.size = size;
  }

  static HistogramBuckets of(Histogram histogram) {
    int[] bins = histogram.bins();
    long[] binCounts = histogram.counts();
    double[] limits = new double[2 * bins.length];
    double[] counts = new double[2 * bins.length];
    int negative = 0;
    while (negative < bins.length && bins[negative] < SIGN) {
      negative++;
    }
    int size = 0;
    // Bit patterns of negative numbers rise away from zero, so they are read backwards.
    for (int i = bins.length - 1; i >= negative; i--) {
      int magnitude = bins[i] - SIGN;
      if (magnitude < NOT_FINITE) {
        size = add(limits, counts, size, -edge(magnitude + 1), -edge(magnitude), binCounts[i]);
      }
    }
    for (int i = 0; i < negative; i++) {
      if (bins[i] < NOT_FINITE) {
        size = add(limits, counts, size, edge(bins[i]), edge(bins[i] + 1), binCounts[i]);
      }
    }
    return new HistogramBuckets(limits, counts, size);
  }

  private static int add(
      double[] limits, double[] counts, int size, double left, double right, long count) {
    int next = size;
    if (next > 0 && limits[next - 1] < left) {
      limits[next] = left;
      counts[next++] = 0;
    }
    limits[next] = right;
    counts[next++] = count;
    return next;
  }

  /** The smallest magnitude of a bin; the first beyond all finite ones is 2 to the 128. */
  private static double edge(int bin) {
    return bin == NOT_FINITE ? 0x1p128 : Float.intBitsToFloat(bin << SHIFT);
  }
}
