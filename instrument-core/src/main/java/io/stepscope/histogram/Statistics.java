package io.stepscope.histogram;

/** The exact statistics of a tensor; all but the first four are over its finite values. */
record Statistics(
    long count,
    long zeros,
    long nan,
    long infinite,
    double min,
    double max,
    double sum,
    double sumOfSquares) {

  static final Statistics NONE = new Statistics(0, 0, 0, 0, Double.NaN, Double.NaN, 0, 0);

  long finite() {
    return count - nan - infinite;
  }

  double mean() {
    // Rounding of the sum must not carry the mean out of the range.
    return finite() == 0 ? Double.NaN : Math.max(min, Math.min(max, sum / finite()));
  }

  double standardDeviation() {
    if (finite() == 0) {
      return Double.NaN;
    }
    double mean = sum / finite();
    double variance = Math.max(0, sumOfSquares / finite() - mean * mean);
    // No deviation exceeds half the range: where a difference of large sums is mostly rounding, for
    // instance of a constant, that says more.
    return Math.min(Math.sqrt(variance), (max - min) / 2);
  }

  Statistics plus(Statistics other) {
    return new Statistics(
        count + other.count,
        zeros + other.zeros,
        nan + other.nan,
        infinite + other.infinite,
        finite() == 0 ? other.min : other.finite() == 0 ? min : Math.min(min, other.min),
        finite() == 0 ? other.max : other.finite() == 0 ? max : Math.max(max, other.max),
        sum + other.sum,
        sumOfSquares + other.sumOfSquares);
  }
}
