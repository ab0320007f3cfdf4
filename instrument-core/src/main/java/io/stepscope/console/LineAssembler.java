package io.stepscope.console;

/**
 * Makes lines of the pieces that are printed on one stream.
 *
 * <p>A line ends with a line feed. A carriage return says that what follows overwrites the line, so
 * that of a progress bar its last state is left; one right before the line feed belongs to it. Of
 * an overlong line the beginning is kept and the rest is counted.
 *
 * <p>Used by one thread at a time.
 */
final class LineAssembler {

  private final Lines lines;
  private final StringBuilder pending = new StringBuilder(256);
  private long more;
  private boolean returned;

  LineAssembler(Lines lines) {
    this.lines = lines;
  }

  /** Takes what was printed; {@code ends} when a line end of the system's was printed after it. */
  void add(String text, boolean ends) {
    int feed = text.indexOf('\n');
    int carriage = text.indexOf('\r');
    if (ends && feed < 0 && carriage < 0 && pending.length() == 0) {
      // As nearly always: one call, one line, nothing to copy. A carriage return before it left
      // nothing to overwrite.
      int kept = Math.min(text.length(), LineCut.KEPT);
      forget();
      lines.line(text.substring(0, kept), text.length() - kept);
      return;
    }
    int from = 0;
    while (feed >= 0 || carriage >= 0) {
      boolean feedIsNext = carriage < 0 || (feed >= 0 && feed < carriage);
      int end = feedIsNext ? feed : carriage;
      keep(text, from, end);
      from = end + 1;
      if (feedIsNext) {
        end();
        feed = text.indexOf('\n', from);
      } else {
        returned = true;
        carriage = text.indexOf('\r', from);
      }
    }
    keep(text, from, text.length());
    if (ends) {
      end();
    }
  }

  /** Gives the line that has not ended, if there is something in it, and leaves it as it is. */
  void peek(Lines to) {
    if (pending.length() > 0) {
      to.line(pending.toString(), more);
    }
  }

  /** Forgets the line that has not ended. */
  void forget() {
    pending.setLength(0);
    more = 0;
    returned = false;
  }

  private void keep(String text, int from, int end) {
    if (from == end) {
      return;
    }
    if (returned) {
      forget();
    }
    int kept = Math.min(end - from, LineCut.KEPT - pending.length());
    pending.append(text, from, from + kept);
    more += end - from - kept;
  }

  private void end() {
    String line = pending.toString();
    long left = more;
    forget();
    lines.line(line, left);
  }

  /** Takes lines. */
  interface Lines {

    /**
     * The next line.
     *
     * @param kept its first {@link LineCut#KEPT} characters or less, without line end
     * @param more how many characters there are beyond those
     */
    void line(String kept, long more);
  }
}
