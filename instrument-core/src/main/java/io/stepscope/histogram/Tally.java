package io.stepscope.histogram;

/** What has been counted so far: bins and statistics, filled block by block. */
final class Tally {
  /** Values in a block: one that fits the first-level cache, read twice or not. */
  static final int BLOCK = 4096;

  final BinCounts bins;
  private long count;
  private long zeros;
  private long nan;
  private long infinite;
  private double min;
  private double max;
  private double sum;
  private double sumOfSquares;

  Tally(int laneLimit) {
    bins = new BinCounts(laneLimit);
    forgetStatistics();
  }

  void addCount(int values) {
    count += values;
  }

  void addZeros(int values) {
    zeros += values;
  }

  /** Counts a NaN or an infinity. */
  void addNonFinite(double value) {
    if (Double.isNaN(value)) {
      nan++;
    } else {
      infinite++;
    }
  }

  /** Adds the statistics of the finite values of a block; {@code low > high} if there are none. */
  void addFinite(double low, double high, double blockSum, double blockSquares) {
    min = Math.min(min, low);
    max = Math.max(max, high);
    sum += blockSum;
    sumOfSquares += blockSquares;
  }

  /** Says that bins from this magnitude to that of the extremes so far may be in use. */
  void cover(int lowestMagnitude) {
    int highest = max < min ? 0 : Bins.magnitude(Bins.of(Math.max(max, -min)));
    bins.cover(lowestMagnitude, highest);
  }

  Histogram build() {
    bins.find();
    boolean none = count == nan + infinite;
    // Adding zero makes a negative zero positive: which of two equal zeros came first is no matter.
    Statistics statistics =
        new Statistics(
            count,
            zeros,
            nan,
            infinite,
            none ? Double.NaN : min + 0.0,
            none ? Double.NaN : max + 0.0,
            sum,
            sumOfSquares);
    return new Histogram(bins.foundBins(), bins.foundCounts(), statistics);
  }

  void reset() {
    bins.clear();
    forgetStatistics();
  }

  private void forgetStatistics() {
    count = 0;
    zeros = 0;
    nan = 0;
    infinite = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    sum = 0;
    sumOfSquares = 0;
  }
}
