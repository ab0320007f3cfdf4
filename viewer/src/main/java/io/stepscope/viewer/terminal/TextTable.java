package io.stepscope.viewer.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under column titles, as wide as they need, at most as wide as the terminal: the columns that
 * may shrink give way first.
 */
public final class TextTable {
  private static final int GAP = 2;
  private static final int NARROWEST_COLUMN = 8;

  /** A piece of text in its colour. */
  public record Cell(String text, Ink ink) {
    public static Cell of(String text) {
      return new Cell(text, Ink.PLAIN);
    }
  }

  private record Column(String title, boolean right, boolean shrinks) {}

  private final Terminal terminal;
  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  public TextTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A column of words; may be cut. */
  public TextTable words(String title) {
    columns.add(new Column(title, false, true));
    return this;
  }

  /** A column that is never cut. */
  public TextTable whole(String title) {
    columns.add(new Column(title, false, false));
    return this;
  }

  /** A column of numbers: to the right, never cut. */
  public TextTable numbers(String title) {
    columns.add(new Column(title, true, false));
    return this;
  }

  /** Adds a row, a cell for each column. */
  public void row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  /** The titles, then the rows; each line indented. */
  public List<String> lines(String indent) {
    int[] widths = widths(terminal.width() - indent.length());
    List<String> lines = new ArrayList<>();
    List<Cell> titles = columns.stream().map(column -> new Cell(column.title, Ink.FAINT)).toList();
    lines.add(line(indent, titles, widths));
    for (List<Cell> row : rows) {
      lines.add(line(indent, row, widths));
    }
    return lines;
  }

  private int[] widths(int available) {
    int[] widths = new int[columns.size()];
    int total = GAP * (columns.size() - 1);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Cells.width(columns.get(i).title);
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], Cells.width(row.get(i).text));
      }
      total += widths[i];
    }
    while (total > available) {
      int widest = widestShrinking(widths);
      if (widest < 0) {
        break;
      }
      widths[widest]--;
      total--;
    }
    return widths;
  }

  private int widestShrinking(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      if (columns.get(i).shrinks
          && widths[i] > NARROWEST_COLUMN
          && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private String line(String indent, List<Cell> cells, int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < widths.length; i++) {
      Cell cell = cells.get(i);
      String text = Cells.clip(cell.text, widths[i], terminal);
      String blanks = Cells.blanks(widths[i] - Cells.width(text));
      String painted = terminal.paint(cell.ink, text);
      boolean last = i == widths.length - 1;
      line.append(columns.get(i).right ? blanks + painted : last ? painted : painted + blanks);
      line.append(last ? "" : " ".repeat(GAP));
    }
    return line.toString().stripTrailing();
  }
}
