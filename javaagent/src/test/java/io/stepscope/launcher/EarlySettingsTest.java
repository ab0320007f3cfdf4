package io.stepscope.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EarlySettingsTest {

  @AfterEach
  void forget() {
    System.clearProperty("stepscope.step");
  }

  @Test
  void somethingIsOffByTheArguments() {
    assertThat(EarlySettings.of("dir=x,enabled=false").isOff("enabled")).isTrue();
    assertThat(EarlySettings.of(" enabled = OFF ").isOff("enabled")).isTrue();
    assertThat(EarlySettings.of("enabled=false,enabled=on").isOff("enabled")).isFalse();
    assertThat(EarlySettings.of("").isOff("enabled")).isFalse();
    assertThat(EarlySettings.of("name=enabled").isOff("enabled")).isFalse();
    assertThat(EarlySettings.of("console=off").isOff("console")).isTrue();
  }

  @Test
  void theArgumentsWinAndAnEmptyOneGivesTheDefaultBack() {
    System.setProperty("stepscope.step", "a.B#c");
    assertThat(EarlySettings.of("dir=x").value("step")).isEqualTo("a.B#c");
    assertThat(EarlySettings.of("step=d.E#f(int+long)").value("step")).isEqualTo("d.E#f(int+long)");
    assertThat(EarlySettings.of("step=").value("step")).isNull();
  }
}
