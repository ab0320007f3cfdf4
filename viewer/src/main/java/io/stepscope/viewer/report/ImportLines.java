package io.stepscope.viewer.report;

import io.stepscope.RunImport;
import io.stepscope.event.EventKind;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What was imported of a source: one line, and one for each thing that people must know. */
public final class ImportLines {
  private ImportLines() {}

  public static List<String> lines(String name, RunImport.Result result, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    boolean empty = result.outcome() == RunImport.Outcome.EMPTY;
    String run = terminal.title(empty ? Cells.oneLine(name) : result.run());
    lines.add(run + (empty ? "" : "  " + Cells.oneLine(name)) + "  " + what(result));
    for (String remark : result.remarks()) {
      lines.add("  " + terminal.paint(Ink.WARNING, Cells.oneLine(remark)));
    }
    return lines;
  }

  public static Map<String, @Nullable Object> json(
      String name, String place, RunImport.Result result) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("run", result.run());
    json.put("name", name);
    json.put("place", place);
    json.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
    Map<String, @Nullable Object> events = new LinkedHashMap<>();
    ordered(result).forEach((kind, count) -> events.put(kind.word(), count));
    json.put("events", events);
    json.put("left_out", new LinkedHashMap<>(result.leftOut()));
    json.put("remarks", result.remarks());
    return json;
  }

  private static String what(RunImport.Result result) {
    StringJoiner events = new StringJoiner(", ");
    ordered(result).forEach((kind, count) -> events.add(count(kind.word(), count)));
    StringJoiner leftOut = new StringJoiner(", ", "; left out: ", "");
    leftOut.setEmptyValue("");
    result.leftOut().forEach((why, count) -> leftOut.add(Numbers.count(count) + ' ' + why));
    return switch (result.outcome()) {
      case IMPORTED -> "imported " + events + leftOut;
      case CONTINUED -> "was there; added " + events + leftOut;
      case UNCHANGED -> "is there already, nothing new";
      case EMPTY -> "holds nothing that can be recorded";
    };
  }

  private static Map<EventKind, Long> ordered(RunImport.Result result) {
    Map<EventKind, Long> ordered = new EnumMap<>(EventKind.class);
    ordered.putAll(result.events());
    return ordered;
  }

  private static String count(String word, long count) {
    boolean one = count == 1 || word.endsWith("s");
    return Numbers.count(count) + ' ' + (one ? word : word + 's');
  }
}
