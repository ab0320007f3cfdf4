package io.stepscope.viewer.report;

import io.stepscope.viewer.run.RunSummary;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of runs. */
public final class RunTable {
  private RunTable() {}

  /** One line per run, in the order given; remarks under the table. */
  public static List<String> lines(List<RunSummary> runs, Terminal terminal, ZoneId zone) {
    TextTable table =
        new TextTable(terminal)
            .whole("RUN")
            .words("NAME")
            .words("EXPERIMENT")
            .whole("STATUS")
            .whole("STARTED")
            .numbers("DURATION")
            .numbers("STEPS")
            .numbers("LOSS");
    for (RunSummary run : runs) {
      Double loss = run.loss();
      table.row(
          new Cell(run.id(), Ink.TITLE),
          Cell.of(name(run)),
          Cell.of(Cells.oneLine(run.experiment())),
          new Cell(run.statusWord(), StatusInk.of(run)),
          Cell.of(Times.minute(run.startedMicros(), zone)),
          Cell.of(Numbers.duration(run.durationNanos())),
          Cell.of(Numbers.count(run.steps())),
          new Cell(loss == null ? "-" : Numbers.value(loss), inkOf(loss)));
    }
    List<String> lines = new ArrayList<>(table.lines(""));
    for (RunSummary run : runs) {
      if (!run.remark().isEmpty()) {
        String remark = run.id() + ": " + Cells.oneLine(run.remark());
        lines.add(terminal.paint(Ink.WARNING, remark));
      }
    }
    return lines;
  }

  /** Empty when the run is only called by its id. */
  static String name(RunSummary run) {
    return run.name().equals(run.id()) ? "" : Cells.oneLine(run.name());
  }

  private static Ink inkOf(@Nullable Double loss) {
    return loss == null || Double.isFinite(loss) ? Ink.PLAIN : Ink.BAD;
  }
}
