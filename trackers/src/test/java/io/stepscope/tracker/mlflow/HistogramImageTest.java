package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.histogram.Histogram;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The JDK's own reader sees what is drawn. */
class HistogramImageTest {
  private static final int BAR = 0xff4c78a8;
  private static final int PAPER = 0xffffffff;

  @Test
  void drawsBarsAsHighAsTheirCounts() throws IOException {
    // 1 (once) and 3 (three times): the first and the last bar.
    Histogram histogram =
        new Histogram(new int[] {1016, 1028}, new long[] {1, 3}, 4, 0, 0, 0, 1, 3, 10, 28);
    BufferedImage image = image(histogram);

    assertThat(image.getWidth()).isEqualTo(256);
    assertThat(image.getHeight()).isEqualTo(160);
    // A bin is wider than a bar, and its values are spread.
    int first = IntStream.range(0, 5).map(bar -> height(image, 4 * bar + 1)).max().orElse(0);
    int last = height(image, 253);
    assertThat(last).isEqualTo(132);
    assertThat(first).isEqualTo(44);
    assertThat(height(image, 128)).isZero();
    assertThat(image.getRGB(128, 80)).isEqualTo(PAPER);
    assertThat(hasInk(image, 0, 14)).isTrue();
    assertThat(hasInk(image, 148, 160)).isTrue();
  }

  @Test
  void drawsHistogramsWithoutValues() throws IOException {
    assertThat(height(image(Histogram.empty()), 1)).isZero();
  }

  @Test
  void writesNumbersShortly() {
    assertThat(HistogramImage.text(0)).isEqualTo("0.0000");
    assertThat(HistogramImage.text(-1.5)).isEqualTo("-1.5000");
    assertThat(HistogramImage.text(1.25e-7)).isEqualTo("1.250e-07");
    assertThat(Digits.width(HistogramImage.text(-Double.MAX_VALUE))).isLessThan(120);
  }

  @Test
  void drawsTheFirstOfASeriesAndThenFewerAndFewer() {
    assertThat(IntStream.range(0, 16)).allMatch(HistogramSeries::isDrawn);
    assertThat(LongStream.range(16, 32).filter(HistogramSeries::isDrawn))
        .containsExactly(16L, 18L, 20L, 22L, 24L, 26L, 28L, 30L);
    assertThat(LongStream.range(0, 1_000_000).filter(HistogramSeries::isDrawn).count())
        .isBetween(100L, 250L);
  }

  private static BufferedImage image(Histogram histogram) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(HistogramImage.png(histogram)));
  }

  private static int height(BufferedImage image, int x) {
    return (int) IntStream.range(0, 160).filter(y -> image.getRGB(x, y) == BAR).count();
  }

  private static boolean hasInk(BufferedImage image, int from, int to) {
    return IntStream.range(from, to)
        .anyMatch(y -> IntStream.range(0, 256).anyMatch(x -> image.getRGB(x, y) == 0xff333333));
  }
}
