package io.stepscope.histogram;

import java.util.Arrays;

/**
 * The distribution of a tensor's values: counts in bins of fixed relative width, with exact
 * statistics. Immutable and thread-safe.
 *
 * <p>The bin of a value is {@code floatToRawIntBits(value) >>> 20}: sign, exponent and the three
 * highest mantissa bits. With {@code edge(b) = intBitsToFloat(b << 20)}, and 2<sup>128</sup> for
 * {@code edge(2040)}:
 *
 * <ul>
 *   <li>bin {@code b} from 0 to 2039 covers {@code edge(b) <= value < edge(b + 1)}; from 8 on it is
 *       at most 12.5 % wide, and bins 1 to 7 are 2<sup>-129</sup> wide;
 *   <li>bin 0 covers zero and the denormals below 2<sup>-129</sup>;
 *   <li>bin {@code 2048 + b} covers the same values with a negative sign: {@code -edge(b + 1) <
 *       value <= -edge(b)}; bin 2048 holds negative zero, which counts as a zero;
 *   <li>NaN and infinities are in no bin.
 * </ul>
 *
 * <p>A float64 value is in the bin of the nearest float32, so it may lie outside that bin by
 * 2<sup>-24</sup> of its size; beyond float32's range it is in bin 2039 or 4087, and where float32
 * has nothing but zero in bin 0 or 2048, without counting as a zero.
 *
 * <p>All statistics but {@link #count}, {@link #nan} and {@link #infinite} are over the finite
 * values. Sums are those of double arithmetic: close to the end of float64's range they overflow.
 */
public final class Histogram {
  /** Beyond it a double does not tell whole numbers apart. */
  private static final double MOST_IN_BUCKET = 0x1p53;

  private static final Histogram EMPTY = new Histogram(new int[0], new long[0], Statistics.NONE);

  private final int[] bins;
  private final long[] counts;
  private final Statistics statistics;

  /**
   * Makes a histogram of known parts, for decoding; arrays are copied.
   *
   * @param bins bin numbers of finite values, rising; only those with a count
   * @param counts values per bin; they sum to {@code count - nan - infinite}
   * @throws IllegalArgumentException if bins and counts are not as said
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
    this(
        bins.clone(),
        counts.clone(),
        new Statistics(count, zeros, nan, infinite, min, max, sum, sumOfSquares));
    checkBins();
  }

  /** Takes the arrays as its own. */
  Histogram(int[] bins, long[] counts, Statistics statistics) {
    this.bins = bins;
    this.counts = counts;
    this.statistics = statistics;
  }

  /** The histogram of no values. */
  public static Histogram empty() {
    return EMPTY;
  }

  /**
   * The histogram of values of which only somebody else's buckets are known. A value is taken to be
   * anywhere in its bucket alike.
   *
   * <p>As far as bins tell numbers apart, the number of values below an edge of a bucket is exact
   * (within a half, where counts are not whole), and that below any other number is off by less
   * than the count of the bucket it lies in. Buckets that are bins of this class, cut to the
   * smallest and largest value, give exactly those bins. The zeros are those of buckets that hold
   * nothing else.
   *
   * @param lefts left edge of each bucket; finite
   * @param rights right edge of each bucket, not below its left one; finite
   * @param counts values per bucket, need not be whole; those that are not positive are left out
   * @param sum of all values; NaN when not known, then that of values spread evenly
   * @param sumOfSquares likewise
   * @throws IllegalArgumentException if edges are not as said, or there are not as many of each
   */
  public static Histogram ofBuckets(
      double[] lefts, double[] rights, double[] counts, double sum, double sumOfSquares) {
    if (lefts.length != counts.length || rights.length != counts.length) {
      throw new IllegalArgumentException(
          lefts.length + " and " + rights.length + " edges for " + counts.length + " counts");
    }
    SpreadBuckets spread = new SpreadBuckets();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        if (!(lefts[i] <= rights[i])
            || Double.isInfinite(lefts[i])
            || Double.isInfinite(rights[i])
            || counts[i] > MOST_IN_BUCKET) {
          throw new IllegalArgumentException(
              "bucket from " + lefts[i] + " to " + rights[i] + " of " + counts[i]);
        }
        spread.add(lefts[i], rights[i], counts[i]);
      }
    }
    return spread.build(sum, sumOfSquares);
  }

  /**
   * The histogram of the values of both. Counts, minimum and maximum are exact whatever the order
   * and grouping of merges; sums are too, but for float64 rounding.
   */
  public Histogram merge(Histogram other) {
    int[] mergedBins = new int[bins.length + other.bins.length];
    long[] mergedCounts = new long[mergedBins.length];
    int merged = 0;
    int here = 0;
    int there = 0;
    while (here < bins.length || there < other.bins.length) {
      int bin =
          Math.min(
              here < bins.length ? bins[here] : Bins.COUNT,
              there < other.bins.length ? other.bins[there] : Bins.COUNT);
      mergedBins[merged] = bin;
      if (here < bins.length && bins[here] == bin) {
        mergedCounts[merged] += counts[here++];
      }
      if (there < other.bins.length && other.bins[there] == bin) {
        mergedCounts[merged] += other.counts[there++];
      }
      merged++;
    }
    return new Histogram(
        Arrays.copyOf(mergedBins, merged),
        Arrays.copyOf(mergedCounts, merged),
        statistics.plus(other.statistics));
  }

  /**
   * The bins as buckets that touch, in numeric order: an empty one where bins without values lie
   * between others. The first edge is {@link #min}, the last {@link #max}; counts are whole and sum
   * to {@link #finite}. Without finite values both arrays are empty; if all are equal there is one
   * bucket, of no width. A bin that the end of the range leaves no width, as of clipped values,
   * gets that to the next float32.
   *
   * <p>Nothing is lost: every value lies in its bucket (of float64 values, within 2<sup>-24</sup>
   * of their size).
   */
  public Buckets buckets() {
    return NumericBins.of(this).buckets();
  }

  /**
   * Buckets for TensorBoard: those of {@link #buckets}, joined while a joined one is neither wider
   * than 1/30 of the range nor holds more than 1/30 of the values. At most 121, about 60 for
   * normally distributed values.
   *
   * <p>A quantile read from them is off by at most 1/30 of the range or one bin, and by at most
   * 1/30 in rank or one bin, whichever is nearer. Edges map to a {@code HistogramProto} so: {@code
   * min} = the first edge, {@code bucket_limit[i]} = {@code edges[i + 1]}, {@code bucket[i]} =
   * {@code counts[i]}; its readers take {@code min} and {@code max} for the outermost edges. They
   * cut its range into 30 equal parts to draw it, and interpolate quantiles for the distributions
   * tab, so finer buckets would only cost space.
   *
   * @see <a
   *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/data_compat.py">How
   *     TensorBoard reads a HistogramProto</a>
   */
  public Buckets tensorBoard() {
    return JoinedBuckets.of(buckets(), 30);
  }

  /**
   * Buckets of equal width from {@link #min} to {@link #max}; around a constant, half a unit to
   * each side (more if that is lost in rounding). A bin that an edge cuts is split in proportion,
   * then rounded so that counts are whole and sum to {@link #finite}.
   *
   * <p>The number of values below an edge is off by less than the count of the bin that it cuts.
   *
   * @param count how many, at least 1; without finite values there are none
   */
  public Buckets linear(int count) {
    return EqualBuckets.of(this, count);
  }

  /**
   * Values below which the given percentages of the finite values lie (nearest rank).
   *
   * <p>Each lies in the same bin as the exact one, so it is off by at most 12.5 % (2<sup>-129</sup>
   * for denormals; unbounded beyond float32's range), and within {@link #min} and {@link #max},
   * which 0 and 100 give exactly. Between equal values and around zero it is exact if the bin holds
   * nothing else.
   *
   * @param percentages 0 to 100 each, in any order
   * @return as many values; NaN without finite values
   * @throws IllegalArgumentException if a percentage is not from 0 to 100
   */
  public double[] percentiles(double... percentages) {
    return NumericBins.of(this).percentiles(percentages);
  }

  /** Numbers of the bins that hold values, in the order of their bit patterns; 0 to 4095. */
  public int[] bins() {
    return bins.clone();
  }

  /** How many bins hold values. */
  public int binCount() {
    return bins.length;
  }

  /** Values in each of {@link #bins}. */
  public long[] counts() {
    return counts.clone();
  }

  /** All values, NaN and infinities included. */
  public long count() {
    return statistics.count();
  }

  /** Zeros of either sign. */
  public long zeros() {
    return statistics.zeros();
  }

  /** NaN of any payload. */
  public long nan() {
    return statistics.nan();
  }

  /** Infinities of either sign. */
  public long infinite() {
    return statistics.infinite();
  }

  /** Smallest finite value; NaN when there is none. */
  public double min() {
    return statistics.min();
  }

  /** Largest finite value; NaN when there is none. */
  public double max() {
    return statistics.max();
  }

  /** Sum of the finite values. */
  public double sum() {
    return statistics.sum();
  }

  /** Sum of the squares of the finite values. */
  public double sumOfSquares() {
    return statistics.sumOfSquares();
  }

  /** Number of finite values. */
  public long finite() {
    return statistics.finite();
  }

  /** Mean of the finite values; NaN when there is none. */
  public double mean() {
    return statistics.mean();
  }

  /** Population standard deviation of the finite values; NaN when there is none. */
  public double standardDeviation() {
    return statistics.standardDeviation();
  }

  /** Euclidean norm of the finite values. */
  public double norm() {
    return Math.sqrt(statistics.sumOfSquares());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram that
        && statistics.equals(that.statistics)
        && Arrays.equals(bins, that.bins)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bins) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "Histogram[count="
        + count()
        + ", min="
        + min()
        + ", max="
        + max()
        + ", mean="
        + mean()
        + "]";
  }

  private void checkBins() {
    if (bins.length != counts.length) {
      throw new IllegalArgumentException(bins.length + " bins, " + counts.length + " counts");
    }
    long inBins = 0;
    for (int i = 0; i < bins.length; i++) {
      if (!Bins.isFinite(bins[i]) || (i > 0 && bins[i] <= bins[i - 1]) || counts[i] <= 0) {
        throw new IllegalArgumentException("bin " + bins[i] + " with count " + counts[i]);
      }
      inBins += counts[i];
    }
    if (inBins != finite()) {
      throw new IllegalArgumentException(
          "bins hold " + inBins + " values of " + finite() + " finite ones");
    }
  }
}
