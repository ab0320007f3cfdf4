package io.stepscope.viewer.report;

import io.stepscope.event.Artifact;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import io.stepscope.viewer.terminal.TextTable;
import io.stepscope.viewer.terminal.TextTable.Cell;
import java.util.Collection;
import java.util.List;

/** The files of a run. */
final class ArtifactLines {
  /** As much of a digest as tells files apart. */
  private static final int DIGEST = 12;

  private ArtifactLines() {}

  static List<String> lines(Collection<Artifact> artifacts, Terminal terminal, String indent) {
    if (artifacts.isEmpty()) {
      return List.of();
    }
    TextTable table =
        new TextTable(terminal).words("name").whole("type").numbers("size").whole("sha256");
    for (Artifact artifact : artifacts) {
      table.row(
          Cell.of(Cells.oneLine(artifact.name())),
          Cell.of(Cells.oneLine(artifact.type())),
          Cell.of(Numbers.bytes(artifact.bytes())),
          Cell.of(artifact.sha256().substring(0, Math.min(DIGEST, artifact.sha256().length()))));
    }
    return table.lines(indent);
  }
}
