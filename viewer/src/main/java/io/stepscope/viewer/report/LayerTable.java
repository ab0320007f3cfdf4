package io.stepscope.viewer.report;

import io.stepscope.viewer.run.LayerRow;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Sparkline;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.util.List;

/** The parameters of the model: how large gradients, weights and updates are. */
final class LayerTable {
  /** Width of the sparklines. */
  private static final int TREND = 16;

  /** An update of more than a tenth of the weights tears them apart. */
  private static final double LARGE_UPDATE = 0.1;

  private LayerTable() {}

  static List<String> lines(List<LayerRow> layers, Terminal terminal, String indent) {
    TextTable table =
        new TextTable(terminal)
            .words("parameter")
            .numbers("elements")
            .numbers("gradient")
            .numbers("mean")
            .whole("trend")
            .numbers("weights")
            .numbers("update")
            .numbers("NaN/inf");
    for (LayerRow layer : layers) {
      table.row(
          Cell.of(Cells.oneLine(layer.parameter())),
          Cell.of(layer.elements() == 0 ? "-" : Numbers.count(layer.elements())),
          number(layer.gradientNorm().latest(), layer.gradientNorm().count() > 0),
          number(layer.gradientNorm().mean(), false),
          new Cell(Sparkline.of(layer.gradientNorm(), TREND, terminal), Ink.LINE),
          number(layer.weightNorm(), false),
          new Cell(text(layer.updateRatio()), updateInk(layer.updateRatio())),
          new Cell(Numbers.count(layer.notFinite()), layer.notFinite() > 0 ? Ink.BAD : Ink.FAINT));
    }
    return table.lines(indent);
  }

  private static Ink updateInk(double ratio) {
    return ratio > LARGE_UPDATE ? Ink.WARNING : Ink.PLAIN;
  }

  /**
   * @param known whether NaN is the value, not the lack of one
   */
  private static Cell number(double value, boolean known) {
    return known && Double.isNaN(value) ? new Cell("NaN", Ink.BAD) : Cell.of(text(value));
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "-" : Numbers.value(value);
  }
}
