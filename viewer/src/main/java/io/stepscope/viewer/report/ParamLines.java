package io.stepscope.viewer.report;

import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keys and their values, as many to a line as fit. */
final class ParamLines {
  /** Longer values are cut; {@code --json} shows them whole. */
  private static final int LONGEST = 60;

  private ParamLines() {}

  static List<String> all(Map<String, Object> values, Terminal terminal, String indent) {
    List<String> words = new ArrayList<>();
    values.forEach((key, value) -> words.add(word(key, value, terminal)));
    return Cells.wrap(words, "   ", indent, terminal.width());
  }

  private static String word(String key, Object value, Terminal terminal) {
    String text = value instanceof Double number ? Numbers.value(number) : value.toString();
    return terminal.paint(Ink.FAINT, Cells.oneLine(key))
        + " "
        + Cells.clip(Cells.oneLine(text), LONGEST, terminal);
  }
}
