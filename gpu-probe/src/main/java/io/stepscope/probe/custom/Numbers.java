package io.stepscope.probe.custom;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as tools print them: {@code 35}, {@code " 35.0"}, {@code 35 W}, {@code 12%}. */
final class Numbers {
  private static final Pattern LEADING =
      Pattern.compile(
          "\\s*\\(?([-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)(?:[\\s%°)A-WYZa-wyz].*)?\\s*");

  private Numbers() {}

  /** The number a text begins with; NaN if it begins with none, as {@code N/A} and {@code 0x1f}. */
  static double of(String text) {
    Matcher matcher = LEADING.matcher(text);
    return matcher.matches() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }
}
