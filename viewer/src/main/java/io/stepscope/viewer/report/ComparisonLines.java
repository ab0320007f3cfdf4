package io.stepscope.viewer.report;

import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was read back from trackers, and whether it is what was recorded. */
public final class ComparisonLines {
  private ComparisonLines() {}

  public static List<String> lines(List<Comparison> comparisons, Terminal terminal, String indent) {
    TextTable table =
        new TextTable(terminal)
            .words("read back")
            .whole("kind")
            .numbers("recorded")
            .numbers("held")
            .numbers("series")
            .numbers("different");
    boolean any = false;
    List<String> remarks = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      for (Comparison.Kind kind : comparison.kinds()) {
        any = true;
        boolean same = kind.different() == 0;
        table.row(
            Cell.of(comparison.tracker()),
            Cell.of(kind.kind()),
            Cell.of(Numbers.count(kind.recorded())),
            new Cell(Numbers.count(kind.held()), same ? Ink.PLAIN : Ink.BAD),
            Cell.of(Numbers.count(kind.series())),
            new Cell(Numbers.count(kind.different()), same ? Ink.PLAIN : Ink.BAD));
      }
      if (!comparison.problem().isEmpty()) {
        remarks.add(remark(comparison, "not verified: " + comparison.problem(), terminal, indent));
      }
      for (String difference : comparison.differences()) {
        remarks.add(remark(comparison, difference, terminal, indent));
      }
    }
    List<String> lines = new ArrayList<>(any ? table.lines(indent) : List.of());
    lines.addAll(remarks);
    return lines;
  }

  /** The same for programs. */
  public static List<Map<String, @Nullable Object>> json(List<Comparison> comparisons) {
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      List<Object> kinds = new ArrayList<>();
      for (Comparison.Kind kind : comparison.kinds()) {
        kinds.add(
            JsonObject.of("kind", kind.kind())
                .and("recorded", kind.recorded())
                .and("held", kind.held())
                .and("series", kind.series())
                .and("different", kind.different())
                .map());
      }
      json.add(
          JsonObject.of("tracker", comparison.tracker())
              .and("problem", comparison.problem())
              .and("kinds", kinds)
              .and("differences", comparison.differences())
              .map());
    }
    return json;
  }

  private static String remark(
      Comparison comparison, String text, Terminal terminal, String indent) {
    String line = comparison.tracker() + ": " + Cells.oneLine(text);
    return indent + terminal.paint(Ink.WARNING, line);
  }
}
