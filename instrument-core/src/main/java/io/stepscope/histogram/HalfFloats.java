package io.stepscope.histogram;

/** The two 16-bit floating-point formats, widened to float32 without loss. */
public final class HalfFloats {
  private static final int EXPONENT = 0x0f80_0000;
  private static final int REBIAS = (127 - 15) << 23;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  private HalfFloats() {}

  /** IEEE 754 binary16: sign, 5 bits of exponent, 10 of mantissa. */
  public static float fromFloat16(short half) {
    int sign = (half & 0x8000) << 16;
    int bits = (half & 0x7fff) << 13;
    int exponent = bits & EXPONENT;
    bits += REBIAS;
    if (exponent == EXPONENT) {
      bits += REBIAS;
    } else if (exponent == 0) {
      // A denormal: read as a normal number of the next exponent, less that number's leading one.
      float shifted = Float.intBitsToFloat(bits + (1 << 23)) - SMALLEST_NORMAL;
      bits = Float.floatToRawIntBits(shifted);
    }
    return Float.intBitsToFloat(bits | sign);
  }

  /** The upper half of a float32. */
  public static float fromBfloat16(short half) {
    return Float.intBitsToFloat(half << 16);
  }
}
