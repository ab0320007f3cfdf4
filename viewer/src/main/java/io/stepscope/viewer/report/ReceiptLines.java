package io.stepscope.viewer.report;

import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;

/** What each tracker got, a line each, and why it did not get the rest. */
public final class ReceiptLines {
  private ReceiptLines() {}

  public static List<String> lines(List<Receipt> receipts, Terminal terminal, String indent) {
    if (receipts.isEmpty()) {
      return List.of();
    }
    TextTable table =
        new TextTable(terminal)
            .words("tracker")
            .whole("state")
            .numbers("delivered")
            .numbers("retried")
            .numbers("skipped")
            .numbers("rejected")
            .numbers("uncertain");
    for (Receipt receipt : receipts) {
      table.row(
          Cell.of(receipt.tracker()),
          Cell.of(receipt.state()),
          Cell.of(Numbers.count(receipt.delivered())),
          Cell.of(Numbers.count(receipt.retried())),
          Cell.of(Numbers.count(receipt.skipped())),
          bad(receipt.rejected()),
          bad(receipt.uncertain()));
    }
    List<String> lines = new ArrayList<>(table.lines(indent));
    for (Receipt receipt : receipts) {
      if (!receipt.reason().isEmpty()) {
        String reason = receipt.tracker() + ": " + Cells.oneLine(receipt.reason());
        lines.add(indent + terminal.paint(Ink.WARNING, reason));
      }
    }
    return lines;
  }

  private static Cell bad(long count) {
    return new Cell(Numbers.count(count), count > 0 ? Ink.BAD : Ink.PLAIN);
  }
}
