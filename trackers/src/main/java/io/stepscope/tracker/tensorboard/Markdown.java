package io.stepscope.tracker.tensorboard;

import java.util.List;
import java.util.Map;

/** Markdown as TensorBoard's text dashboard renders it: tables, fences, and text shown verbatim. */
final class Markdown {
  private static final String SPECIAL = "\\`*_{}[]()#+-.!|~>";

  private Markdown() {}

  /** Text that reads as it is, on one line. */
  static String verbatim(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("<br>");
        case '\r' -> {}
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        default -> {
          if (SPECIAL.indexOf(c) >= 0) {
            out.append('\\');
          }
          out.append(c);
        }
      }
    }
    return out.toString();
  }

  /** Lines as a block of code, whatever they contain. */
  static String fenced(CharSequence lines) {
    int longest = 2;
    int run = 0;
    for (int i = 0; i < lines.length(); i++) {
      run = lines.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    return fence + '\n' + lines + fence + '\n';
  }

  static String table(Map<String, Object> values) {
    return table(
        List.of("name", "value"),
        values.entrySet().stream()
            .map(entry -> List.<Object>of(entry.getKey(), entry.getValue()))
            .toList());
  }

  static String table(List<String> columns, List<List<Object>> rows) {
    StringBuilder out = new StringBuilder();
    row(out, columns);
    out.append("|---".repeat(columns.size())).append("|\n");
    rows.forEach(cells -> row(out, cells));
    return out.toString();
  }

  private static void row(StringBuilder out, List<?> cells) {
    for (Object cell : cells) {
      out.append("| ").append(verbatim(cell.toString())).append(' ');
    }
    out.append("|\n");
  }
}
