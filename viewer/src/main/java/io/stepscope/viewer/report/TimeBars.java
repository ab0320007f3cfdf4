package io.stepscope.viewer.report;

import io.stepscope.viewer.run.TimeShare;
import io.stepscope.viewer.terminal.Bar;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Where the time of the steps went, a bar per phase. */
final class TimeBars {
  private static final int BAR = 40;
  private static final int WORDS = 34;

  private TimeBars() {}

  /**
   * @param steps number of steps measured; 0 when unknown, then no time per step is given
   */
  static List<String> lines(List<TimeShare> shares, long steps, Terminal terminal, String indent) {
    int bar = Math.max(8, Math.min(BAR, terminal.width() - WORDS - indent.length()));
    List<String> lines = new ArrayList<>();
    for (TimeShare share : shares) {
      String each = steps == 0 ? "" : Numbers.duration(share.nanos() / steps) + " a step";
      lines.add(
          (indent
                  + Cells.left(share.phase(), 9)
                  + Cells.right(Numbers.share(share.share()), 6)
                  + "  "
                  + terminal.paint(
                      ink(share), Cells.left(Bar.of(share.share(), bar, terminal), bar))
                  + Cells.right(each, 15))
              .stripTrailing());
    }
    return lines;
  }

  private static Ink ink(TimeShare share) {
    boolean waiting = share.phase().equals("data") && share.share() > 0.3;
    return waiting ? Ink.WARNING : share.phase().equals("rest") ? Ink.FAINT : Ink.LINE;
  }
}
