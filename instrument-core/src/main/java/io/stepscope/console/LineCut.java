package io.stepscope.console;

/** The length at which lines are cut, and the mark that says so. */
final class LineCut {

  /** Characters (UTF-16) that are recorded of a line. */
  static final int LONGEST = 8_192;

  /**
   * So much more is kept until secrets are removed: one that is cut in two would not be known
   * again.
   */
  private static final int MARGIN = 1_024;

  /** Characters of a line that are kept at all. */
  static final int KEPT = LONGEST + MARGIN;

  private LineCut() {}

  /**
   * A line as it is recorded.
   *
   * @param clean what was kept of it, without its secrets
   * @param more how many characters there were beyond
   */
  static String cut(String clean, long more) {
    int known = more == 0 ? clean.length() : Math.max(0, clean.length() - MARGIN);
    int end = Math.min(LONGEST, known);
    if (end == clean.length()) {
      return clean;
    }
    if (end > 0 && Character.isHighSurrogate(clean.charAt(end - 1))) {
      end--;
    }
    return clean.substring(0, end) + "… [" + (clean.length() - end + more) + " characters more]";
  }
}
