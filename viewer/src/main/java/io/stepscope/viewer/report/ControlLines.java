package io.stepscope.viewer.report;

import io.stepscope.event.ControlAction;
import io.stepscope.event.ControlAction.Outcome;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** What users commanded while the run trained, in the order it happened. */
final class ControlLines {
  private ControlLines() {}

  static List<String> lines(RunDigest digest, Terminal terminal, String indent) {
    List<String> lines = new ArrayList<>();
    long before = digest.actionCount() - digest.actions().size();
    if (before > 0) {
      lines.add(indent + Numbers.count(before) + " before");
    }
    for (ControlAction action : digest.actions()) {
      String step = action.stamp().hasStep() ? "step " + Numbers.count(action.stamp().step()) : "";
      lines.add(indent + Cells.left(step + "  ", 12) + what(action) + outcome(action, terminal));
    }
    return lines;
  }

  private static String what(ControlAction action) {
    if (action.target().isEmpty()) {
      return Cells.oneLine(action.action());
    }
    String change = action.newValue().isEmpty() ? "" : " -> " + Cells.oneLine(action.newValue());
    String old = action.oldValue().isEmpty() ? "" : " " + Cells.oneLine(action.oldValue());
    return Cells.oneLine(action.action() + " " + action.target()) + old + change;
  }

  private static String outcome(ControlAction action, Terminal terminal) {
    String message = action.message().isEmpty() ? "" : ": " + Cells.oneLine(action.message());
    return action.outcome() == Outcome.REFUSED
        ? "  " + terminal.paint(Ink.WARNING, "refused") + message
        : message;
  }
}
