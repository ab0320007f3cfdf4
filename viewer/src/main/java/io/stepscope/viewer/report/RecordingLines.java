package io.stepscope.viewer.report;

import io.stepscope.event.Params.Group;
import io.stepscope.viewer.run.RunDetails;
import io.stepscope.viewer.series.Envelope;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How completely the run was recorded: what Stepscope counted about itself under {@code
 * stepscope/…}, and damage in the journal.
 */
final class RecordingLines {
  private static final String OWN = "stepscope/";
  private static final List<String> BAD = List.of("lost", "failure", "error");

  private RecordingLines() {}

  static List<String> lines(RunDetails run, Terminal terminal, String indent) {
    List<String> words = new ArrayList<>();
    run.digest()
        .series()
        .byName()
        .forEach((name, series) -> own(name, latest(series), words, terminal));
    for (Map.Entry<String, Object> entry : run.digest().params(Group.CONFIG).entrySet()) {
      own(entry.getKey(), entry.getValue().toString(), words, terminal);
    }
    if (run.damagedBytes() > 0) {
      words.add(
          terminal.paint(
              Ink.BAD, Numbers.bytes(run.damagedBytes()) + " of the journal are damaged"));
    }
    if (!run.summary().remark().isEmpty()) {
      words.add(terminal.paint(Ink.WARNING, Cells.oneLine(run.summary().remark())));
    }
    return Cells.wrap(words, terminal.dot(), indent, terminal.width());
  }

  private static String latest(Envelope series) {
    return Numbers.value(series.latest());
  }

  private static void own(String name, String value, List<String> words, Terminal terminal) {
    if (!name.startsWith(OWN)) {
      return;
    }
    String about = name.substring(OWN.length()).replace('_', ' ').replace('/', ' ');
    String text = Cells.oneLine(about + " " + value);
    boolean bad =
        !value.equals("0") && BAD.stream().anyMatch(about.toLowerCase(Locale.ROOT)::contains);
    words.add(bad ? terminal.paint(Ink.BAD, text) : text);
  }
}
