package io.stepscope.viewer.terminal;

import io.stepscope.viewer.series.Bucket;
import io.stepscope.viewer.series.Envelope;
import java.util.ArrayList;
import java.util.List;

/**
 * A line chart of one series. Every column shows the smallest and the largest value of its steps,
 * so that no spike is lost; a column with a NaN or infinite value is marked at the top.
 */
public final class LineChart {
  private final Terminal terminal;
  private final int width;
  private final int height;

  /**
   * @param width characters, labels included
   * @param height lines of the drawing, without title and axis
   */
  public LineChart(Terminal terminal, int width, int height) {
    this.terminal = terminal;
    this.width = width;
    this.height = height;
  }

  /** Title, drawing and axis; {@code height + 3} lines. */
  public List<String> lines(String title, Envelope series) {
    if (series.count() == 0) {
      return List.of(terminal.title(title), "(no values)");
    }
    boolean finite = series.nonFinite() < series.count();
    Scale scale = finite ? Scale.of(series.min(), series.max()) : Scale.of(0, 0);
    List<String> labels = labels(scale, finite);
    int margin = labels.stream().mapToInt(String::length).max().orElse(0);
    int plot = Math.max(8, width - margin - 2);
    DotGrid grid = new DotGrid(plot, height, terminal.unicode());
    boolean[] broken = draw(series, scale, grid);

    List<String> lines = new ArrayList<>();
    lines.add(heading(title, series, scale));
    List<String> drawing = grid.lines();
    for (int row = 0; row < height; row++) {
      String label = labels.get(row);
      String axis = label.isEmpty() ? terminal.either("│", "|") : terminal.either("┤", "+");
      String dots = drawing.get(row);
      lines.add(
          terminal.paint(Ink.FAINT, Cells.right(label, margin) + " " + axis)
              + (row == 0 ? marked(dots, broken) : terminal.paint(Ink.LINE, dots)).stripTrailing());
    }
    String line = terminal.either("└", "+") + terminal.either("─", "-").repeat(plot);
    lines.add(terminal.paint(Ink.FAINT, Cells.blanks(margin + 1) + line));
    lines.add(terminal.paint(Ink.FAINT, stepLabels(series, margin + 2, plot)));
    return lines;
  }

  private String heading(String title, Envelope series, Scale scale) {
    List<String> facts = new ArrayList<>();
    if (series.nonFinite() > 0) {
      facts.add(Numbers.count(series.nonFinite()) + " not finite");
    }
    if (scale.logarithmic()) {
      facts.add("log scale");
    }
    String latest = Numbers.value(series.latest());
    String rest = String.join(terminal.dot(), facts);
    int taken = latest.length() + 2 + (rest.isEmpty() ? 0 : rest.length() + 2);
    String name = Cells.clip(title, Math.max(8, width - taken), terminal);
    return terminal.title(name)
        + "  "
        + terminal.paint(Double.isFinite(series.latest()) ? Ink.LINE : Ink.BAD, latest)
        + (rest.isEmpty() ? "" : "  " + terminal.paint(Ink.FAINT, rest));
  }

  private List<String> labels(Scale scale, boolean finite) {
    List<String> labels = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      labels.add("");
    }
    if (finite && scale.min() == scale.max()) {
      labels.set(height / 2, Numbers.value(scale.middle()));
    } else if (finite) {
      labels.set(0, Numbers.value(scale.max()));
      labels.set(height / 2, Numbers.value(scale.middle()));
      labels.set(height - 1, Numbers.value(scale.min()));
    }
    return labels;
  }

  /** Draws; returns which characters of a line hold a value that is not finite. */
  private static boolean[] draw(Envelope series, Scale scale, DotGrid grid) {
    boolean[] broken = new boolean[grid.width() / grid.dotsAcross()];
    Stroke stroke = new Stroke(series.firstStep(), series.lastStep(), scale, grid);
    for (Bucket bucket : series.buckets()) {
      if (bucket.nonFinite() > 0) {
        broken[stroke.column(bucket.firstStep()) / grid.dotsAcross()] = true;
      }
      stroke.add(bucket);
    }
    return broken;
  }

  private String marked(String dots, boolean[] broken) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < dots.length(); i++) {
      line.append(
          broken[i]
              ? terminal.paint(Ink.BAD, terminal.either("×", "x"))
              : terminal.paint(Ink.LINE, dots.substring(i, i + 1)));
    }
    return line.toString();
  }

  private static String stepLabels(Envelope series, int margin, int plot) {
    String first = "step " + Numbers.count(series.firstStep());
    String last = Numbers.count(series.lastStep());
    return Cells.blanks(margin)
        + first
        + Cells.right(last, Math.max(last.length() + 1, plot - first.length()));
  }
}
