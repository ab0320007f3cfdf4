package io.stepscope.histogram;

/**
 * Counts float64 values in the bins of the nearest float32: as {@link FloatBlocks}, except that a
 * block is also read again if a value lies beyond float32's range, or a square beyond float64's.
 */
final class DoubleBlocks {
  /** Tensors up to here are searched for their smallest magnitude, so that few bins are folded. */
  private static final int SMALL = 2048;

  private static final int MAGNITUDE = 0x7fff_ffff;

  private DoubleBlocks() {}

  /** Adds all values, block by block. */
  static void count(Tally tally, double[] values, int offset, int length) {
    int end = offset + length;
    for (int from = offset; from < end; ) {
      int to = Math.min(end - from, Tally.BLOCK) + from;
      countBlock(tally, values, from, to);
      from = to;
    }
    tally.cover(length <= SMALL ? smallestMagnitude(values, offset, end) : 0);
  }

  private static void countBlock(Tally tally, double[] values, int from, int to) {
    BinCounts bins = tally.bins;
    bins.reserve(to - from);
    int aroundZero = bins.aroundZero();
    int[] lane0 = bins.lane0;
    int[] lane1 = bins.lane1;
    int[] lane2 = bins.lane2;
    int[] lane3 = bins.lane3;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    double squares0 = 0;
    double squares1 = 0;
    double squares2 = 0;
    double squares3 = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      double a = values[i];
      double b = values[i + 1];
      double c = values[i + 2];
      double d = values[i + 3];
      lane0[Bins.of((float) a)]++;
      lane1[Bins.of((float) b)]++;
      lane2[Bins.of((float) c)]++;
      lane3[Bins.of((float) d)]++;
      // Branches and not Math.min: they are almost always predicted.
      if (a < low) low = a;
      if (a > high) high = a;
      if (b < low) low = b;
      if (b > high) high = b;
      if (c < low) low = c;
      if (c > high) high = c;
      if (d < low) low = d;
      if (d > high) high = d;
      sum0 += a;
      sum1 += b;
      sum2 += c;
      sum3 += d;
      squares0 += a * a;
      squares1 += b * b;
      squares2 += c * c;
      squares3 += d * d;
    }
    for (; i < to; i++) {
      double a = values[i];
      lane0[Bins.of((float) a)]++;
      if (a < low) low = a;
      if (a > high) high = a;
      sum0 += a;
      squares0 += a * a;
    }
    tally.addCount(to - from);
    double squares = (squares0 + squares1) + (squares2 + squares3);
    if (squares < Double.POSITIVE_INFINITY
        && low > -Bins.FLOAT_OVERFLOW
        && high < Bins.FLOAT_OVERFLOW) {
      tally.addFinite(low, high, (sum0 + sum1) + (sum2 + sum3), squares);
    } else {
      addFinite(tally, values, from, to);
    }
    if (bins.aroundZero() != aroundZero) {
      tally.addZeros(zeros(values, from, to));
    }
  }

  /** Reads the block again, for the statistics of its finite values alone. */
  private static void addFinite(Tally tally, double[] values, int from, int to) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (Double.isFinite(value)) {
        if (value < low) low = value;
        if (value > high) high = value;
        sum += value;
        squares += value * value;
        if (Math.abs(value) >= Bins.FLOAT_OVERFLOW) {
          // The lanes took it for infinite.
          tally.bins.add(Bins.of(value), 1);
        }
      } else {
        tally.addNonFinite(value);
      }
    }
    tally.addFinite(low, high, sum, squares);
  }

  private static int zeros(double[] values, int from, int to) {
    int others = 0;
    for (int i = from; i < to; i++) {
      long magnitude = Double.doubleToRawLongBits(values[i]) << 1;
      others += (int) ((magnitude | -magnitude) >>> 63);
    }
    return to - from - others;
  }

  /** A bin not above that of the value nearest to zero that is not zero. */
  private static int smallestMagnitude(double[] values, int from, int to) {
    int smallest = MAGNITUDE;
    for (int i = from; i < to; i++) {
      // Less one, so that zero wraps around to the largest.
      int before = (Float.floatToRawIntBits((float) values[i]) - 1) & MAGNITUDE;
      smallest = Math.min(smallest, before);
    }
    return Bins.of(Float.intBitsToFloat(smallest));
  }
}
