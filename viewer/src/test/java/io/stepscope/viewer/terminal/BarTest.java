package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {
  private static final Terminal PLAIN = new Terminal(80, true, false);
  private static final Terminal ASCII = new Terminal(80, false, false);

  @Test
  void isAsLongAsItsShare() {
    assertThat(Bar.of(0.5, 10, PLAIN)).isEqualTo("█████");
    assertThat(Bar.of(0.55, 10, PLAIN)).isEqualTo("█████▌");
    assertThat(Bar.of(0.5, 10, ASCII)).isEqualTo("#####");
    assertThat(Bar.of(1.5, 4, PLAIN)).isEqualTo("████");
  }

  @Test
  void littleIsMoreThanNothing() {
    assertThat(Bar.of(1e-9, 10, PLAIN)).isEqualTo("▏");
    assertThat(Bar.of(1e-9, 10, ASCII)).isEqualTo("#");
    assertThat(Bar.of(0, 10, PLAIN)).isEmpty();
    assertThat(Bar.of(Double.NaN, 10, PLAIN)).isEmpty();
  }
}
