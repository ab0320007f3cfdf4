package io.stepscope.viewer.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private Numbers() {}

  /** Four significant digits: {@code 0.02131}, {@code 1.235e-07}, {@code 12350}. */
  public static String value(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e7) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
    return rounded.toPlainString();
  }

  /** Whole numbers with separators: {@code 12,350}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 41.3%}. */
  public static String share(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f%%", 100 * share) : "-";
  }

  /** Two units at most: {@code 3.9 ms}, {@code 1m 12s}, {@code 2d 03h}. */
  public static String duration(long nanos) {
    if (nanos < 0) {
      return "-";
    }
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 1_000_000) {
      return scaled(nanos / 1e3, "us");
    }
    if (nanos < 1_000_000_000) {
      return scaled(nanos / 1e6, "ms");
    }
    if (nanos < 60_000_000_000L) {
      return scaled(nanos / 1e9, "s");
    }
    Duration duration = Duration.ofNanos(nanos);
    if (duration.toHours() == 0) {
      return twoUnits(duration.toMinutes(), "m", duration.toSecondsPart(), "s");
    }
    if (duration.toDays() == 0) {
      return twoUnits(duration.toHours(), "h", duration.toMinutesPart(), "m");
    }
    return twoUnits(duration.toDays(), "d", duration.toHoursPart(), "h");
  }

  /** {@code 12.4 MiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return scaled(size, units[unit]);
  }

  private static String scaled(double value, String unit) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
  }

  private static String twoUnits(long large, String largeUnit, long small, String smallUnit) {
    return String.format(Locale.ROOT, "%d%s %02d%s", large, largeUnit, small, smallUnit);
  }
}
