package io.stepscope.tracker.mlflow;

import io.stepscope.histogram.Histogram;

/**
 * What a histogram is on a tracker that has none: series of its percentiles and statistics, and a
 * picture now and then.
 */
final class HistogramSeries {
  private static final double[] PERCENTAGES = {5, 25, 50, 75, 95};
  private static final String[] NAMES = {"p5", "p25", "p50", "p75", "p95"};
  private static final int ALL_UNTIL = 16;

  private HistogramSeries() {}

  /** Takes the values of one histogram. */
  @FunctionalInterface
  interface Values {
    void value(String suffix, double value) throws UndeliveredException;
  }

  /** Percentiles within 12.5 %, the rest exact; without finite values, only how many are not. */
  static void write(Histogram histogram, Values out) throws UndeliveredException {
    if (histogram.finite() > 0) {
      double[] percentiles = histogram.percentiles(PERCENTAGES);
      out.value("/min", histogram.min());
      for (int i = 0; i < NAMES.length; i++) {
        out.value('/' + NAMES[i], percentiles[i]);
      }
      out.value("/max", histogram.max());
      out.value("/mean", histogram.mean());
      out.value("/std", histogram.standardDeviation());
    }
    if (histogram.nan() > 0) {
      out.value("/nan", (double) histogram.nan());
    }
    if (histogram.infinite() > 0) {
      out.value("/infinite", (double) histogram.infinite());
    }
  }

  /**
   * Whether the n-th histogram of a series, from 0, gets a picture: the first {@value #ALL_UNTIL}
   * do, then 8 to 16 per doubling, so that a run of any length has some hundred.
   */
  static boolean isDrawn(long n) {
    return n < ALL_UNTIL || n % (Long.highestOneBit(n) / 8) == 0;
  }
}
