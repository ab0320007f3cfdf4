package io.stepscope.control;

import java.math.BigDecimal;

/** Numbers as people write them: {@code 0.0001} rather than {@code 1.0E-4}. */
public final class NumberText {

  private static final double LEAST_PLAIN = 1e-9;
  private static final double MOST_PLAIN = 1e15;

  private NumberText() {}

  /** A number; one that is a 32-bit float is written as short as such a float can be. */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    String shortest =
        (float) value == value ? Float.toString((float) value) : Double.toString(value);
    double size = Math.abs(value);
    boolean plain = value == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN);
    BigDecimal number = new BigDecimal(shortest).stripTrailingZeros();
    return plain ? number.toPlainString() : number.toString();
  }
}
