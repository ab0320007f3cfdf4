package io.stepscope.viewer.report;

import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;

/** What each tracker got of each kind, and why it did not get the rest. */
public final class KindReceiptLines {
  private static final List<String> FATES = List.of("retried", "skipped", "rejected", "uncertain");

  private KindReceiptLines() {}

  public static List<String> lines(List<Receipt> receipts, Terminal terminal, String indent) {
    TextTable table =
        new TextTable(terminal)
            .words("tracker")
            .whole("kind")
            .numbers("delivered")
            .numbers("retried")
            .numbers("skipped")
            .numbers("rejected")
            .numbers("uncertain");
    List<String> reasons = new ArrayList<>();
    boolean any = false;
    for (Receipt receipt : receipts) {
      for (KindReceipt kind : receipt.kinds()) {
        any = true;
        table.row(
            Cell.of(receipt.tracker()),
            Cell.of(kind.kind()),
            Cell.of(Numbers.count(kind.delivered())),
            Cell.of(Numbers.count(kind.retried())),
            Cell.of(Numbers.count(kind.skipped())),
            bad(kind.rejected()),
            bad(kind.uncertain()));
      }
      for (String fate : FATES) {
        String reason = receipt.reasons().get(fate);
        if (reason != null) {
          String line = receipt.tracker() + ", " + fate + ": " + Cells.oneLine(reason);
          reasons.add(indent + terminal.paint(Ink.FAINT, line));
        }
      }
    }
    if (!any) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(table.lines(indent));
    lines.addAll(reasons);
    return lines;
  }

  private static Cell bad(long count) {
    return new Cell(Numbers.count(count), count > 0 ? Ink.BAD : Ink.PLAIN);
  }
}
