package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalDetectionTest {

  @Test
  void coloursOnlyOnATerminalThatWantsThem() {
    assertThat(TerminalDetection.of(Map.of(), true, true, 80).colours()).isTrue();
    assertThat(TerminalDetection.of(Map.of(), true, false, 80).colours()).isFalse();
    assertThat(TerminalDetection.of(Map.of("NO_COLOR", "1"), true, true, 80).colours()).isFalse();
    assertThat(TerminalDetection.of(Map.of("NO_COLOR", ""), true, true, 80).colours()).isTrue();
    assertThat(TerminalDetection.of(Map.of("TERM", "dumb"), true, true, 80).colours()).isFalse();
  }

  @Test
  void columnsWinOverWhatTheTerminalSays() {
    assertThat(TerminalDetection.of(Map.of("COLUMNS", "132"), true, true, 80).width())
        .isEqualTo(132);
    assertThat(TerminalDetection.of(Map.of("COLUMNS", "wide"), true, true, 80).width())
        .isEqualTo(80);
  }
}
