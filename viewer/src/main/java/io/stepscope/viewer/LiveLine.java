package io.stepscope.viewer;

import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Terminal;
import java.io.PrintStream;

/** A line at the bottom of a terminal that is written again and again, and goes away at the end. */
final class LiveLine implements AutoCloseable {
  private static final String REWRITE = "\r\u001b[K";

  private final PrintStream out;
  private final Terminal terminal;
  private boolean shown;

  LiveLine(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(String text) {
    out.print(REWRITE + Cells.clip(text, terminal.width() - 1, terminal));
    out.flush();
    shown = true;
  }

  @Override
  public void close() {
    if (shown) {
      out.print(REWRITE);
      out.flush();
    }
  }
}
