package io.stepscope.tracker;

import java.util.Comparator;
import java.util.List;

/** How many letters must be typed, deleted or replaced to make one word of another. */
public final class EditDistance {

  private EditDistance() {}

  /**
   * The word nearest to {@code word}; the first of several that are equally near. {@code words} is
   * not empty.
   */
  public static String nearest(String word, List<String> words) {
    return words.stream()
        .min(Comparator.comparingInt(candidate -> between(word, candidate)))
        .orElseThrow();
  }

  static int between(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
