package io.stepscope.viewer.report;

import io.stepscope.tracker.Finding;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found, a line each: how it stands, where, what, and what to do. */
public final class FindingLines {
  private static final int GRADE = 7;

  private FindingLines() {}

  public static List<String> lines(String area, List<Finding> findings, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      String fix = finding.fix().isEmpty() ? "" : "; " + finding.fix();
      lines.add(
          terminal.paint(ink(finding.grade()), Cells.left(word(finding.grade()), GRADE))
              + "  "
              + area
              + ": "
              + finding.subject()
              + ' '
              + Cells.oneLine(finding.state() + fix));
    }
    return lines;
  }

  public static List<Map<String, @Nullable Object>> json(String area, List<Finding> findings) {
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("grade", word(finding.grade()));
      one.put("area", area);
      one.put("subject", finding.subject());
      one.put("state", finding.state());
      one.put("fix", finding.fix());
      json.add(one);
    }
    return json;
  }

  private static String word(Finding.Grade grade) {
    return grade.name().toLowerCase(Locale.ROOT);
  }

  private static Ink ink(Finding.Grade grade) {
    return switch (grade) {
      case OK -> Ink.GOOD;
      case WARNING -> Ink.WARNING;
      case PROBLEM -> Ink.BAD;
    };
  }
}
