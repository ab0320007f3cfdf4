package io.stepscope.viewer.terminal;

import io.stepscope.viewer.series.Bucket;
import io.stepscope.viewer.series.Envelope;
import java.util.Arrays;

/**
 * A series on one line. Each character shows the largest value of its steps, so that an outburst is
 * seen; {@code ×} where a value was not finite.
 */
public final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-=+*%#";

  private Sparkline() {}

  public static String of(Envelope series, int width, Terminal terminal) {
    if (series.count() == 0) {
      return "";
    }
    double[] columns = new double[width];
    boolean[] broken = new boolean[width];
    Arrays.fill(columns, Double.NaN);
    long first = series.firstStep();
    double span = Math.max(1, series.lastStep() - first + 1);
    for (Bucket bucket : series.buckets()) {
      int from = (int) Math.min(width - 1, (bucket.firstStep() - first) / span * width);
      int to = (int) Math.min(width - 1, (bucket.lastStep() - first) / span * width);
      for (int column = from; column <= to; column++) {
        columns[column] = larger(columns[column], bucket.max());
      }
      broken[from] |= bucket.nonFinite() > 0;
    }
    return text(columns, broken, Scale.of(series.min(), series.max()), terminal);
  }

  private static double larger(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }

  private static String text(double[] columns, boolean[] broken, Scale scale, Terminal terminal) {
    String glyphs = terminal.unicode() ? BLOCKS : ASCII;
    StringBuilder line = new StringBuilder();
    // Steps without a value (histograms are sampled) repeat the one before.
    double shown = Double.NaN;
    for (int i = 0; i < columns.length; i++) {
      if (broken[i]) {
        line.append(terminal.either("×", "x"));
        continue;
      }
      shown = Double.isNaN(columns[i]) ? shown : columns[i];
      line.append(
          Double.isNaN(shown)
              ? ' '
              : glyphs.charAt((int) Math.round(scale.fraction(shown) * (glyphs.length() - 1))));
    }
    return line.toString();
  }
}
