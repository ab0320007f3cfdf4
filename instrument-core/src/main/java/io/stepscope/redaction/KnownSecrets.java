package io.stepscope.redaction;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds any of a fixed set of values in a text.
 *
 * <p>Skips through the text by pairs of characters (the method of Wu and Manber, 1994): with values
 * of 8 characters and more a line without secrets is decided by looking at every seventh pair.
 */
final class KnownSecrets {

  /** Shorter values are too likely to be part of something else. */
  static final int MIN_LENGTH = 8;

  private static final int PAIRS = 1 << 12;

  private final String[] values;
  private final byte[] shifts;

  KnownSecrets(Collection<String> values) {
    List<String> longestFirst =
        values.stream()
            .filter(value -> value.length() >= MIN_LENGTH)
            .distinct()
            .sorted((a, b) -> b.length() - a.length())
            .toList();
    this.values = longestFirst.toArray(String[]::new);
    this.shifts = new byte[PAIRS];
    Arrays.fill(shifts, (byte) (MIN_LENGTH - 1));
    for (String value : this.values) {
      for (int end = 1; end < MIN_LENGTH; end++) {
        int pair = pair(value, end);
        shifts[pair] = (byte) Math.min(shifts[pair], MIN_LENGTH - 1 - end);
      }
    }
  }

  String mask(String text) {
    if (values.length == 0) {
      return text;
    }
    StringBuilder masked = null;
    int copied = 0;
    int end = MIN_LENGTH - 1;
    while (end < text.length()) {
      int shift = shifts[pair(text, end)];
      if (shift > 0) {
        end += shift;
        continue;
      }
      int start = end - MIN_LENGTH + 1;
      int length = lengthOfValueAt(text, start);
      if (length == 0) {
        end++;
        continue;
      }
      masked = masked == null ? new StringBuilder(text.length()) : masked;
      masked.append(text, copied, start).append(SecretShapes.MASK);
      copied = start + length;
      end = copied + MIN_LENGTH - 1;
    }
    return masked == null ? text : masked.append(text, copied, text.length()).toString();
  }

  private int lengthOfValueAt(String text, int start) {
    for (String value : values) {
      if (text.startsWith(value, start)) {
        return value.length();
      }
    }
    return 0;
  }

  private static int pair(String text, int end) {
    return (text.charAt(end - 1) * 31 + text.charAt(end)) & (PAIRS - 1);
  }
}
