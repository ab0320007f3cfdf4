package io.stepscope.viewer.report;

import io.stepscope.viewer.run.Series;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.LineChart;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Line charts, two beside each other where there is room. */
final class Charts {
  private static final int MOST = 6;
  private static final int HEIGHT = 7;
  private static final int WIDEST = 76;
  private static final int GAP = 3;

  /** From this width on there are two charts to a line. */
  private static final int WIDE = 96;

  private Charts() {}

  /**
   * @param wanted names of series; empty for the most telling ones
   */
  static List<String> lines(Series series, List<String> wanted, Terminal terminal) {
    List<String> names = wanted.isEmpty() ? series.telling(MOST) : wanted;
    boolean two = terminal.width() >= WIDE && names.size() > 1;
    int width = Math.min(WIDEST, two ? (terminal.width() - GAP) / 2 : terminal.width());
    LineChart chart = new LineChart(terminal, width, HEIGHT);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i += two ? 2 : 1) {
      if (i > 0) {
        lines.add("");
      }
      List<String> left = chart.lines(Cells.oneLine(names.get(i)), series.get(names.get(i)));
      if (two && i + 1 < names.size()) {
        String name = names.get(i + 1);
        List<String> right = chart.lines(Cells.oneLine(name), series.get(name));
        lines.addAll(Cells.beside(left, width + GAP, right));
      } else {
        lines.addAll(left);
      }
    }
    return lines;
  }
}
