package io.stepscope.viewer;

import io.stepscope.viewer.terminal.Bar;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.io.PrintStream;

/** A line on a terminal that shows how much of a source was read. */
final class ImportProgress implements AutoCloseable {
  private static final int BAR = 24;

  private final LiveLine line;
  private final Terminal terminal;
  private final String name;
  private final long bytes;

  /**
   * @param bytes of the source
   */
  ImportProgress(PrintStream out, Terminal terminal, String name, long bytes) {
    line = new LiveLine(out, terminal);
    this.terminal = terminal;
    this.name = name;
    this.bytes = bytes;
  }

  /** Shows how much was read. */
  void show(long read) {
    double share = bytes == 0 ? 1 : Math.min(1, (double) read / bytes);
    line.show(
        Cells.left(name, Math.min(40, Cells.width(name)))
            + "  "
            + Cells.left(Bar.of(share, BAR, terminal), BAR)
            + Cells.right(Numbers.share(share), 7)
            + "  "
            + Numbers.bytes(read));
  }

  @Override
  public void close() {
    line.close();
  }
}
