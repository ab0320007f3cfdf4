package io.stepscope.viewer.terminal;

/** A horizontal bar, in eighths of a character where the terminal shows them. */
public final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private Bar() {}

  /**
   * @param share 0 to 1 of {@code width}; anything above 0 shows at least a sliver
   */
  public static String of(double share, int width, Terminal terminal) {
    double length = Math.max(0, Math.min(1, share)) * width;
    if (!terminal.unicode()) {
      return "#".repeat((int) Math.max(length > 0 ? 1 : 0, Math.round(length)));
    }
    int eighths = (int) Math.max(length > 0 ? 1 : 0, Math.round(length * 8));
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return "█".repeat(eighths / 8) + rest;
  }
}
