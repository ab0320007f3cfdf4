package io.stepscope.recorder;

import io.stepscope.event.Stamp;
import io.stepscope.event.Table;
import java.util.ArrayList;
import java.util.List;

/** A confusion matrix in the form of a table. */
final class ConfusionMatrix {

  private static final String TRUE_CLASS = "true \\ predicted";

  private ConfusionMatrix() {}

  static Table table(Stamp stamp, String name, List<String> classes, long[][] counts) {
    if (counts.length != classes.size()) {
      throw new IllegalArgumentException(
          "confusion matrix '"
              + name
              + "' has "
              + counts.length
              + " rows for "
              + classes.size()
              + " classes");
    }
    List<String> columns = new ArrayList<>();
    columns.add(TRUE_CLASS);
    columns.addAll(classes);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      List<Object> row = new ArrayList<>();
      row.add(classes.get(i));
      for (long count : counts[i]) {
        row.add(count);
      }
      rows.add(row);
    }
    return new Table(stamp, name, columns, rows, true);
  }
}
