package io.stepscope.histogram;

/**
 * Counts float32 values: bins and statistics in one loop, a block at a time.
 *
 * <p>The loop asks nothing about zeros, NaN and infinities. Zeros can only be in a block that made
 * the bins around zero grow, and a value that is not finite makes the block's sum of squares not
 * finite (squares of float32 values cannot overflow a double); only such a block is read again.
 */
final class FloatBlocks {
  /** Tensors up to here are searched for their smallest magnitude, so that few bins are folded. */
  private static final int SMALL = 2048;

  private static final int MAGNITUDE = 0x7fff_ffff;

  private FloatBlocks() {}

  /** Adds all values, block by block. */
  static void count(Tally tally, float[] values, int offset, int length) {
    int end = offset + length;
    for (int from = offset; from < end; ) {
      int to = Math.min(end - from, Tally.BLOCK) + from;
      countBlock(tally, values, from, to);
      from = to;
    }
    tally.cover(length <= SMALL ? smallestMagnitude(values, offset, end) : 0);
  }

  private static void countBlock(Tally tally, float[] values, int from, int to) {
    BinCounts bins = tally.bins;
    bins.reserve(to - from);
    int aroundZero = bins.aroundZero();
    int[] lane0 = bins.lane0;
    int[] lane1 = bins.lane1;
    int[] lane2 = bins.lane2;
    int[] lane3 = bins.lane3;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
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
      float a = values[i];
      float b = values[i + 1];
      float c = values[i + 2];
      float d = values[i + 3];
      lane0[Bins.of(a)]++;
      lane1[Bins.of(b)]++;
      lane2[Bins.of(c)]++;
      lane3[Bins.of(d)]++;
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
      squares0 += (double) a * a;
      squares1 += (double) b * b;
      squares2 += (double) c * c;
      squares3 += (double) d * d;
    }
    for (; i < to; i++) {
      float a = values[i];
      lane0[Bins.of(a)]++;
      if (a < low) low = a;
      if (a > high) high = a;
      sum0 += a;
      squares0 += (double) a * a;
    }
    tally.addCount(to - from);
    double squares = (squares0 + squares1) + (squares2 + squares3);
    if (squares < Double.POSITIVE_INFINITY) {
      tally.addFinite(low, high, (sum0 + sum1) + (sum2 + sum3), squares);
    } else {
      addFinite(tally, values, from, to);
    }
    if (bins.aroundZero() != aroundZero) {
      tally.addZeros(zeros(values, from, to));
    }
  }

  /** Reads the block again, for the statistics of its finite values alone. */
  private static void addFinite(Tally tally, float[] values, int from, int to) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      float value = values[i];
      if (Float.isFinite(value)) {
        if (value < low) low = value;
        if (value > high) high = value;
        sum += value;
        squares += (double) value * value;
      } else {
        tally.addNonFinite(value);
      }
    }
    tally.addFinite(low, high, sum, squares);
  }

  private static int zeros(float[] values, int from, int to) {
    int others = 0;
    for (int i = from; i < to; i++) {
      int magnitude = Float.floatToRawIntBits(values[i]) << 1;
      others += (magnitude | -magnitude) >>> 31;
    }
    return to - from - others;
  }

  /** A bin not above that of the value nearest to zero that is not zero. */
  private static int smallestMagnitude(float[] values, int from, int to) {
    int smallest = MAGNITUDE;
    for (int i = from; i < to; i++) {
      // Less one, so that zero wraps around to the largest.
      int before = (Float.floatToRawIntBits(values[i]) - 1) & MAGNITUDE;
      smallest = Math.min(smallest, before);
    }
    return Bins.of(Float.intBitsToFloat(smallest));
  }
}
