package io.stepscope.configuration;

import java.util.ArrayList;
import java.util.List;

/** The keys as a table, for documentation and help. */
public final class KeyTable {

  private KeyTable() {}

  /** Lines of a Markdown table with a row for each key. */
  public static List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| key | value | default | what it does |");
    lines.add("|---|---|---|---|");
    for (Key<?> key : Keys.all()) {
      lines.add(
          "| `"
              + key.name()
              + "` | "
              + key.form().description()
              + " | "
              + (key.defaultValue().isEmpty() ? "" : "`" + key.defaultValue() + "`")
              + " | "
              + key.description()
              + " |");
    }
    return lines;
  }

  /** Lines for a terminal: each key with its default, then what it does. */
  public static List<String> plain() {
    List<String> lines = new ArrayList<>();
    for (Key<?> key : Keys.all()) {
      String byDefault = key.defaultValue().isEmpty() ? "" : ", by default " + key.defaultValue();
      lines.add(key.name() + ": " + key.form().description() + byDefault);
      lines.add("    " + key.description().replace("`", ""));
    }
    return lines;
  }
}
