package io.stepscope.histogram;

/** The arithmetic of bin numbers: which values a bin covers. */
final class Bins {
  /** Bin numbers, those of NaN and infinities included. */
  static final int COUNT = 4096;

  /** Offset of the negative bins; as a bin, that of negative zero. */
  static final int NEGATIVE = 2048;

  /** Bins of finite values per sign; a magnitude bin is below it. */
  static final int FINITE = 2040;

  /** From here on a double rounds to an infinite float. */
  static final double FLOAT_OVERFLOW = 0x1.ffffffp127;

  private static final int SHIFT = 20;

  private Bins() {}

  static int of(float value) {
    return Float.floatToRawIntBits(value) >>> SHIFT;
  }

  /** Of a finite value; beyond float32's range the outermost finite bin of its sign. */
  static int of(double value) {
    int bin = of((float) value);
    return magnitude(bin) < FINITE ? bin : bin - 1;
  }

  static boolean isFinite(int bin) {
    return bin >= 0 && bin < COUNT && magnitude(bin) < FINITE;
  }

  static boolean isNegative(int bin) {
    return bin >= NEGATIVE;
  }

  /** The bin of the same absolute values, 0 to 2047. */
  static int magnitude(int bin) {
    return bin & (NEGATIVE - 1);
  }

  /** Smallest value of a finite bin, as far as float32 reaches; excluded if negative. */
  static double lower(int bin) {
    return isNegative(bin) ? -magnitudeEdge(magnitude(bin) + 1) : magnitudeEdge(bin);
  }

  /** End of a finite bin, as far as float32 reaches; excluded if positive. */
  static double upper(int bin) {
    return isNegative(bin) ? -magnitudeEdge(magnitude(bin)) : magnitudeEdge(bin + 1);
  }

  private static double magnitudeEdge(int magnitude) {
    // The end of the last finite bin is what the bits of infinity would be as a number.
    return magnitude == FINITE ? 0x1p128 : Float.intBitsToFloat(magnitude << SHIFT);
  }
}
