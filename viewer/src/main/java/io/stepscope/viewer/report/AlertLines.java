package io.stepscope.viewer.report;

import io.stepscope.event.Alert;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** What a person should know, in the order it happened. */
final class AlertLines {
  private AlertLines() {}

  static List<String> lines(RunDigest digest, Terminal terminal, String indent) {
    List<String> lines = new ArrayList<>();
    for (Alert alert : digest.alerts()) {
      String step = alert.stamp().hasStep() ? "step " + Numbers.count(alert.stamp().step()) : "";
      String text = alert.text().isEmpty() ? "" : ": " + Cells.oneLine(alert.text());
      lines.add(
          indent
              + Cells.left(step, 12)
              + terminal.paint(ink(alert.severity()), Cells.oneLine(alert.title()))
              + text);
    }
    long more = digest.alertCount() - digest.alerts().size();
    if (more > 0) {
      lines.add(indent + "and " + Numbers.count(more) + " more");
    }
    return lines;
  }

  private static Ink ink(Alert.Severity severity) {
    return switch (severity) {
      case INFO -> Ink.PLAIN;
      case WARNING -> Ink.WARNING;
      case ERROR -> Ink.BAD;
    };
  }
}
