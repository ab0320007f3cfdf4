package io.stepscope.event;

import java.util.List;

/**
 * Rows under named columns. A confusion matrix is one: its first column names the true class, the
 * others count predictions.
 *
 * @param name series
 * @param columns column titles
 * @param rows each as long as {@code columns}; cells are {@link String}, {@link Long}, {@link
 *     Double} or {@link Boolean}
 * @param confusionMatrix whether trackers that know confusion matrices show it as one
 */
public record Table(
    Stamp stamp,
    String name,
    List<String> columns,
    List<List<Object>> rows,
    boolean confusionMatrix)
    implements Event {

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table "
                + name
                + ": a row has "
                + row.size()
                + " cells for "
                + columns.size()
                + " columns");
      }
    }
  }

  @Override
  public EventKind kind() {
    return EventKind.TABLE;
  }
}
