package io.stepscope.viewer.run;

import java.util.Collection;

/** The word that takes the fewest changes to type. */
public final class Nearest {
  private Nearest() {}

  /**
   * @param known not empty
   */
  public static String to(String wanted, Collection<String> known) {
    String nearest = "";
    int fewest = Integer.MAX_VALUE;
    for (String word : known) {
      int changes = changes(wanted, word);
      if (changes < fewest) {
        fewest = changes;
        nearest = word;
      }
    }
    return nearest;
  }

  /** Insertions, deletions and substitutions (Levenshtein). */
  private static int changes(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
