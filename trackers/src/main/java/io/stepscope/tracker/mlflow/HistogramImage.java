package io.stepscope.tracker.mlflow;

import io.stepscope.histogram.Histogram;
import java.util.Arrays;
import java.util.Locale;

/**
 * Draws a histogram: {@value #BARS} bars of equal width between the smallest and the largest value,
 * which are written below, with the count of the highest bar above.
 */
final class HistogramImage {
  static final int WIDTH = 256;
  static final int HEIGHT = 160;
  private static final int BARS = 64;
  private static final int BAR_WIDTH = WIDTH / BARS;
  private static final int TOP = 14;
  private static final int BOTTOM = HEIGHT - 14;

  private static final byte BAR = 1;
  private static final byte INK = 2;

  /** Paper first: pixels that nobody paints are 0. */
  private static final int[] COLOURS = {0xffffff, 0x4c78a8, 0x333333};

  private HistogramImage() {}

  /** As PNG. Of a histogram without finite values, the frame alone. */
  static byte[] png(Histogram histogram) {
    byte[] pixels = new byte[WIDTH * HEIGHT];
    Arrays.fill(pixels, BOTTOM * WIDTH, (BOTTOM + 1) * WIDTH, INK);
    double[] counts = histogram.linear(BARS).counts();
    double most = Arrays.stream(counts).max().orElse(0);
    for (int bar = 0; bar < counts.length; bar++) {
      // A single value among millions is seen, too.
      long height = Math.round(Math.ceil((BOTTOM - TOP) * counts[bar] / most));
      for (int y = BOTTOM - (int) height; y < BOTTOM; y++) {
        int from = y * WIDTH + bar * BAR_WIDTH;
        Arrays.fill(pixels, from, from + BAR_WIDTH - 1, BAR);
      }
    }
    if (counts.length > 0) {
      String highest = Long.toString((long) most);
      String max = text(histogram.max());
      write(pixels, highest, 1, 3);
      write(pixels, text(histogram.min()), 1, BOTTOM + 4);
      write(pixels, max, WIDTH - Digits.width(max) - 1, BOTTOM + 4);
    }
    return PngWriter.write(pixels, WIDTH, HEIGHT, COLOURS);
  }

  static String text(double value) {
    double size = Math.abs(value);
    return value == 0 || (size >= 1e-3 && size < 1e5)
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.3e", value);
  }

  private static void write(byte[] pixels, String text, int x, int y) {
    Digits.draw(text, (dx, dy) -> pixels[(y + dy) * WIDTH + x + dx] = INK);
  }
}
