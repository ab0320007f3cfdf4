package io.stepscope.spelling;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody meant among those there are. */
public final class Nearest {

  private Nearest() {}

  /** The candidate most like the text, or null if none is like it. */
  public static @Nullable String like(String text, Collection<String> candidates) {
    return best(text, candidates, true);
  }

  /**
   * The candidate most like the text, however little that is; the first of several that are equally
   * near.
   *
   * @return null if there are no candidates
   */
  public static @Nullable String to(String text, Collection<String> candidates) {
    return best(text, candidates, false);
  }

  private static @Nullable String best(
      String text, Collection<String> candidates, boolean onlyAlike) {
    String best = null;
    int bestRank = Integer.MAX_VALUE;
    String lower = text.toLowerCase(Locale.ROOT);
    for (String candidate : candidates) {
      String other = candidate.toLowerCase(Locale.ROOT);
      int distance = distance(lower, other);
      int rank = 2 * distance - (other.startsWith(lower) ? 1 : 0);
      if (rank < bestRank && (!onlyAlike || isAlike(lower, other, distance))) {
        best = candidate;
        bestRank = rank;
      }
    }
    return best;
  }

  private static boolean isAlike(String a, String b, int distance) {
    int shorter = Math.min(a.length(), b.length());
    boolean beginning = shorter >= 3 && (a.startsWith(b) || b.startsWith(a));
    return beginning || distance <= Math.max(1, shorter / 3);
  }

  /** Insertions, deletions, replacements and swaps of neighbours between two words. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int[][] cost, int i, int j) {
    int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
