package io.stepscope.viewer.report;

import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.Buckets;
import io.stepscope.histogram.Histogram;
import io.stepscope.viewer.terminal.Bar;
import io.stepscope.viewer.terminal.Cells;
import io.stepscope.viewer.terminal.Ink;
import io.stepscope.viewer.terminal.Numbers;
import io.stepscope.viewer.terminal.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The distribution of one tensor: a bar per bucket. */
final class HistogramBars {
  private static final int BAR = 50;

  private HistogramBars() {}

  static List<String> lines(
      TensorHistogram event, Buckets buckets, Terminal terminal, String indent) {
    Histogram histogram = event.histogram();
    List<String> lines = new ArrayList<>();
    lines.add(
        terminal.title(Cells.oneLine(event.name()))
            + "  at step "
            + Numbers.count(event.stamp().step()));
    lines.addAll(Cells.wrap(facts(histogram), terminal.dot(), indent, terminal.width()));
    if (histogram.finite() == 0) {
      return lines;
    }
    double[] counts = buckets.counts();
    double[] edges = buckets.edges();
    double most = Arrays.stream(counts).max().orElse(1);
    int bar = Math.max(8, Math.min(BAR, terminal.width() - 22 - indent.length()));
    for (int i = 0; i < counts.length; i++) {
      lines.add(
          indent
              + Cells.right(Numbers.value(edges[i]), 11)
              + " "
              + terminal.either("│", "|")
              + terminal.paint(Ink.LINE, Cells.left(Bar.of(counts[i] / most, bar, terminal), bar))
              + Cells.right(Numbers.share(counts[i] / histogram.finite()), 7));
    }
    lines.add(indent + Cells.right(Numbers.value(edges[counts.length]), 11));
    return lines;
  }

  private static List<String> facts(Histogram histogram) {
    List<String> facts = new ArrayList<>();
    facts.add(Numbers.count(histogram.count()) + " values");
    facts.add("mean " + Numbers.value(histogram.mean()));
    facts.add("std " + Numbers.value(histogram.standardDeviation()));
    facts.add("norm " + Numbers.value(histogram.norm()));
    facts.add(String.format(Locale.ROOT, "zeros %,d", histogram.zeros()));
    facts.add(String.format(Locale.ROOT, "NaN %,d", histogram.nan()));
    facts.add(String.format(Locale.ROOT, "infinite %,d", histogram.infinite()));
    return facts;
  }
}
