package io.stepscope.histogram;

import java.util.Arrays;

/**
 * The distribution of a tensor's values: counts in bins of fixed relative width, with exact
 * statistics. Immutable.
 *
 * <p>The bin of a value is {@code floatToRawIntBits(value) >>> 20}: sign, exponent and the three
 * highest mantissa bits, so a bin is at most 12.5 % wide. All statistics but {@link #count}, {@link
 * #nan} and {@link #infinite} are over the finite values. Float64 values beyond float32's range are
 * counted in the outermost finite bins.
 */
public final class Histogram {
  private final int[] bins;
  private final long[] counts;
  private final long count;
  private final long zeros;
  private final long nan;
  private final long infinite;
  private final double min;
  private final double max;
  private final double sum;
  private final double sumOfSquares;

  /**
   * Makes a histogram of known parts, for decoding.
   *
   * @param bins bin numbers, 0 to 4095, rising; only those with a count
   * @param counts values per bin; they sum to {@code count - nan - infinite}
   */
  public Histogram(
      int[] bins,
      long[] counts,
      long count,
      long zeros,
      long nan,
      long infinite,
      double min,
      double max,
      double sum,
      double sumOfSquares) {
    this.bins = bins.clone();
    this.counts = counts.clone();
    this.count = count;
    this.zeros = zeros;
    this.nan = nan;
    this.infinite = infinite;
    this.min = min;
    this.max = max;
    this.sum = sum;
    this.sumOfSquares = sumOfSquares;
  }

  /** Numbers of the bins that hold values, in the order of their bit patterns; 0 to 4095. */
  public int[] bins() {
    return bins.clone();
  }

  /** Values in each of {@link #bins}. */
  public long[] counts() {
    return counts.clone();
  }

  /** All values, NaN and infinities included. */
  public long count() {
    return count;
  }

  public long zeros() {
    return zeros;
  }

  public long nan() {
    return nan;
  }

  public long infinite() {
    return infinite;
  }

  /** Smallest finite value; NaN when there is none. */
  public double min() {
    return min;
  }

  /** Largest finite value; NaN when there is none. */
  public double max() {
    return max;
  }

  public double sum() {
    return sum;
  }

  public double sumOfSquares() {
    return sumOfSquares;
  }

  /** Number of finite values. */
  public long finite() {
    return count - nan - infinite;
  }

  /** Mean of the finite values; NaN when there is none. */
  public double mean() {
    return finite() == 0 ? Double.NaN : sum / finite();
  }

  /** Population standard deviation of the finite values; NaN when there is none. */
  public double standardDeviation() {
    if (finite() == 0) {
      return Double.NaN;
    }
    double mean = mean();
    return Math.sqrt(Math.max(0, sumOfSquares / finite() - mean * mean));
  }

  /** Euclidean norm of the finite values. */
  public double norm() {
    return Math.sqrt(sumOfSquares);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram that
        && count == that.count
        && zeros == that.zeros
        && nan == that.nan
        && infinite == that.infinite
        && Double.compare(min, that.min) == 0
        && Double.compare(max, that.max) == 0
        && Double.compare(sum, that.sum) == 0
        && Double.compare(sumOfSquares, that.sumOfSquares) == 0
        && Arrays.equals(bins, that.bins)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bins) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "Histogram[count=" + count + ", min=" + min + ", max=" + max + ", mean=" + mean() + "]";
  }
}
