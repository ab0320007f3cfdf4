package io.stepscope.histogram;

import java.util.Arrays;

/**
 * Makes a histogram of values of which only the buckets of somebody else are known: the count of a
 * bucket is spread evenly over its width, and the bins get whole values of that.
 */
final class SpreadBuckets {
  /** Bins in the order of their values are numbered from the negative of this. */
  private static final int HALF = Bins.FINITE;

  /** Expected count of each bin, in the order of values. */
  private final double[] shares = new double[2 * HALF];

  private double zeros;
  private double sum;
  private double sumOfSquares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double left, double right, double count) {
    min = Math.min(min, left);
    max = Math.max(max, right);
    sum += count * (left / 2 + right / 2);
    sumOfSquares += count * (left * left + left * right + right * right) / 3;
    if (left == right) {
      shares[place(left)] += count;
      zeros += left == 0 ? count : 0;
      return;
    }
    int last = place(right);
    for (int place = place(left); place <= last; place++) {
      double from = Math.max(left, lower(place));
      double to = Math.min(right, upper(place));
      if (to > from) {
        // Halved before subtracted: the width of a bucket of float64 values can overflow.
        shares[place] += count * ((to / 2 - from / 2) / (right / 2 - left / 2));
      }
    }
  }

  /**
   * The histogram. What is rounded off a bin is carried to the next one, so that the number of
   * values below the edge of a bucket is off by at most a half.
   *
   * @param knownSum NaN where it is not known; then it is that of values spread evenly
   */
  Histogram build(double knownSum, double knownSumOfSquares) {
    int[] bins = new int[shares.length];
    long[] counts = new long[shares.length];
    int size = 0;
    double expected = 0;
    long given = 0;
    for (int place = 0; place < shares.length; place++) {
      expected += shares[place];
      long due = Math.round(expected) - given;
      if (due > 0) {
        bins[size] = bin(place);
        counts[size++] = due;
        given += due;
      }
    }
    if (given == 0) {
      return Histogram.empty();
    }
    int[] sorted = Arrays.copyOf(bins, size);
    Arrays.sort(sorted);
    long[] countsOfSorted = new long[size];
    for (int i = 0; i < size; i++) {
      countsOfSorted[Arrays.binarySearch(sorted, bins[i])] = counts[i];
    }
    return new Histogram(
        sorted,
        countsOfSorted,
        new Statistics(
            given,
            Math.min(given, Math.round(zeros)),
            0,
            0,
            min + 0.0,
            max + 0.0,
            Double.isNaN(knownSum) ? sum : knownSum,
            Double.isNaN(knownSumOfSquares) ? sumOfSquares : knownSumOfSquares));
  }

  private static int place(double value) {
    int bin = Bins.of(value);
    return Bins.isNegative(bin) ? HALF - 1 - Bins.magnitude(bin) : HALF + bin;
  }

  private static int bin(int place) {
    return place < HALF ? Bins.NEGATIVE + HALF - 1 - place : place - HALF;
  }

  /** The outermost bins hold all that float32 cannot. */
  private static double lower(int place) {
    return place == 0 ? Double.NEGATIVE_INFINITY : Bins.lower(bin(place));
  }

  private static double upper(int place) {
    return place == 2 * HALF - 1 ? Double.POSITIVE_INFINITY : Bins.upper(bin(place));
  }
}
