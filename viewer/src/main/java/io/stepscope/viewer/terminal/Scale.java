package io.stepscope.viewer.terminal;

/**
 * Maps values to rows; logarithmic when the values span more than three powers of ten.
 *
 * @param logarithmic whether equal ratios, not equal differences, are equally far apart
 */
record Scale(double min, double max, boolean logarithmic) {
  private static final double WIDE = 1000;

  static Scale of(double min, double max) {
    return new Scale(min, max, min > 0 && max / min > WIDE);
  }

  /** 0 at the smallest value, 1 at the largest; a half when there is only one. */
  double fraction(double value) {
    if (max == min) {
      return 0.5;
    }
    // Halved, because max - min may be beyond the largest double.
    double share =
        logarithmic
            ? Math.log(value / min) / Math.log(max / min)
            : (value / 2 - min / 2) / (max / 2 - min / 2);
    return Math.max(0, Math.min(1, share));
  }

  double middle() {
    return logarithmic ? Math.sqrt(min) * Math.sqrt(max) : min / 2 + max / 2;
  }
}
