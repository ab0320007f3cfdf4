package io.stepscope.histogram;

import java.util.TreeMap;

/** The definition of the histogram, one value at a time and as slow as it likes to be. */
final class NaiveHistogram {
  private final TreeMap<Integer, Long> bins = new TreeMap<>();
  private long count;
  private long zeros;
  private long nan;
  private long infinite;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private double sum;
  private double sumOfSquares;

  static Histogram of(double... values) {
    NaiveHistogram naive = new NaiveHistogram();
    for (double value : values) {
      naive.add(value);
    }
    return naive.histogram();
  }

  static Histogram of(float[] values) {
    double[] widened = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      widened[i] = values[i];
    }
    return of(widened);
  }

  private void add(double value) {
    count++;
    if (Double.isNaN(value)) {
      nan++;
      return;
    }
    if (Double.isInfinite(value)) {
      infinite++;
      return;
    }
    if (value == 0) {
      zeros++;
    }
    min = Double.isNaN(min) || value < min ? value + 0.0 : min;
    max = Double.isNaN(max) || value > max ? value + 0.0 : max;
    sum += value;
    sumOfSquares += value * value;
    float nearest = (float) value;
    if (Float.isInfinite(nearest)) {
      nearest = Math.copySign(Float.MAX_VALUE, nearest);
    }
    bins.merge(Float.floatToIntBits(nearest) >>> 20, 1L, Long::sum);
  }

  private Histogram histogram() {
    return new Histogram(
        bins.keySet().stream().mapToInt(Integer::intValue).toArray(),
        bins.values().stream().mapToLong(Long::longValue).toArray(),
        count,
        zeros,
        nan,
        infinite,
        min,
        max,
        sum,
        sumOfSquares);
  }
}
