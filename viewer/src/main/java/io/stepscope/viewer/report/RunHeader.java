package io.stepscope.viewer.report;

import io.stepscope.viewer.run.RunDetails;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.run.RunSummary;
import io.stepscope.viewer.series.Envelope;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which run it is and how it stands. */
final class RunHeader {
  private RunHeader() {}

  static List<String> lines(RunDetails details, Terminal terminal, ZoneId zone) {
    RunSummary run = details.summary();
    RunDigest digest = details.digest();
    List<String> lines = new ArrayList<>();
    lines.add(
        terminal.title(run.id())
            + words(terminal, Cells.oneLine(run.experiment()), RunTable.name(run))
            + "  "
            + terminal.paint(StatusInk.of(run), terminal.either("● ", "") + run.statusWord())
            + (run.reason().isEmpty()
                ? ""
                : terminal.paint(Ink.FAINT, " (" + Cells.oneLine(run.reason()) + ")")));
    List<String> facts = new ArrayList<>();
    facts.add("started " + Times.local(run.startedMicros(), zone) + " " + zone.getId());
    facts.add("took " + Numbers.duration(run.durationNanos()));
    facts.add(counted(digest.steps(), "step"));
    facts.add(counted(digest.epochs(), "epoch"));
    if (details.ranks() > 1) {
      facts.add(counted(details.ranks(), "rank"));
    }
    Envelope speed = digest.series().get("train/examples_per_second");
    if (speed.count() > 0) {
      facts.add(String.format(Locale.ROOT, "%,.0f examples/s", speed.mean()));
    }
    lines.addAll(Cells.wrap(facts, terminal.dot(), "", terminal.width()));
    return lines;
  }

  private static String words(Terminal terminal, String... words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append(word.isEmpty() ? "" : terminal.dot() + word);
    }
    return text.toString();
  }

  private static String counted(long count, String word) {
    return Numbers.count(count) + " " + word + (count == 1 ? "" : "s");
  }
}
