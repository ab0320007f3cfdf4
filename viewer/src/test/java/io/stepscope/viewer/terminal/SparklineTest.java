package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.viewer.series.Envelope;
import org.junit.jupiter.api.Test;

class SparklineTest {
  private static final Terminal PLAIN = new Terminal(80, true, false);
  private static final Terminal ASCII = new Terminal(80, false, false);

  @Test
  void risesWithTheValues() {
    Envelope series = new Envelope(64);
    for (int step = 0; step < 16; step++) {
      series.add(step, step);
    }
    assertThat(Sparkline.of(series, 8, PLAIN)).isEqualTo("▁▂▃▄▅▆▇█");
    assertThat(Sparkline.of(series, 8, ASCII)).isEqualTo("_.-=+*%#");
  }

  @Test
  void showsAnOutburstOfOneStepAndWhatIsNotFinite() {
    Envelope series = new Envelope(64);
    for (int step = 0; step < 1000; step++) {
      series.add(step, step == 555 ? 100 : step == 950 ? Double.NaN : 1);
    }
    assertThat(Sparkline.of(series, 10, PLAIN)).isEqualTo("▁▁▁▁▁█▁▁▁×");
  }

  @Test
  void aConstantSeriesIsLevel() {
    Envelope series = new Envelope(8);
    series.add(0, 3);
    assertThat(Sparkline.of(series, 3, ASCII)).isEqualTo("+++");
  }

  @Test
  void nothingIsAnEmptyText() {
    assertThat(Sparkline.of(new Envelope(2), 10, PLAIN)).isEmpty();
  }
}
