package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.viewer.series.Envelope;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineChartTest {
  private static final Terminal PLAIN = new Terminal(40, true, false);
  private static final Terminal ASCII = new Terminal(40, false, false);

  @Test
  void drawsALineWithBraillePatterns() {
    assertThat(chart(PLAIN, falling(40)))
        .containsExactly(
            "train/loss  1",
            "  40 ┤⠳⣄",
            "     │ ⠈⠳⣄",
            "20.5 ┤   ⠈⠳⣄",
            "   1 ┤     ⠈⠳⣄",
            "     └────────",
            "      step 0 39");
  }

  private static List<String> chart(Terminal terminal, Envelope series) {
    return new LineChart(terminal, 14, 4).lines("train/loss", series);
  }

  private static Envelope falling(int length) {
    Envelope series = new Envelope(512);
    for (int step = 0; step < length; step++) {
      series.add(step, length - step);
    }
    return series;
  }

  @Test
  void drawsWithStarsWhereThereIsNoUnicode() {
    assertThat(new LineChart(ASCII, 24, 4).lines("loss", falling(40)))
        .containsExactly(
            "loss  1",
            "  40 +****",
            "     |   ******",
            "20.5 +        *******",
            "   1 +              ****",
            "     +------------------",
            "      step 0          39");
  }

  @Test
  void aSpikeOfOneStepReachesTheTopHoweverManyStepsThereAre() {
    Envelope series = new Envelope(512);
    for (int step = 0; step < 100_000; step++) {
      series.add(step, step == 61_803 ? 9 : 1);
    }
    List<String> lines = new LineChart(ASCII, 40, 5).lines("loss", series);
    assertThat(lines.get(1)).isEqualTo("9 +                      *");
  }

  @Test
  void marksValuesThatAreNotFinite() {
    Envelope series = falling(9);
    series.add(9, Double.NaN);
    assertThat(new LineChart(PLAIN, 30, 3).lines("loss", series))
        .containsExactly(
            "loss  NaN  1 not finite",
            "9 ┤⠉⠓⠒⠲⠤⣄⣀⡀                  ×",
            "5 ┤       ⠉⠉⠙⠒⠦⠤⣄⣀⣀",
            "1 ┤               ⠈⠉⠉⠓⠲⠤⢤⣀⣀",
            "  └───────────────────────────",
            "   step 0                    9");
    assertThat(new LineChart(ASCII, 30, 3).lines("loss", series).get(1)).endsWith("x");
  }

  @Test
  void showsThatThereIsNothingButNotFiniteValues() {
    Envelope series = new Envelope(4);
    series.add(0, Double.NaN);
    series.add(1, Double.NEGATIVE_INFINITY);
    assertThat(new LineChart(PLAIN, 20, 2).lines("loss", series))
        .containsExactly(
            "loss  -inf  2 not finite",
            " │×                ×",
            " │",
            " └──────────────────",
            "  step 0           1");
  }

  @Test
  void aConstantSeriesIsALineInTheMiddle() {
    Envelope series = new Envelope(4);
    series.add(0, 2);
    series.add(9, 2);
    assertThat(new LineChart(ASCII, 16, 3).lines("loss", series))
        .containsExactly(
            "loss  2", "  |", "2 +*************", "  |", "  +-------------", "   step 0      9");
  }

  @Test
  void valuesOverManyPowersOfTenAreShownOnALogScale() {
    Envelope series = new Envelope(8);
    for (int step = 0; step <= 6; step++) {
      series.add(step, Math.pow(10, -step));
    }
    assertThat(new LineChart(ASCII, 30, 3).lines("loss", series))
        .containsExactly(
            "loss  1.000e-06  log scale",
            "        1 +*****",
            "    0.001 +    **********",
            "1.000e-06 +             ******",
            "          +-------------------",
            "           step 0            6");
  }

  @Test
  void saysSoWhenThereIsNoValue() {
    assertThat(new LineChart(PLAIN, 30, 3).lines("loss", new Envelope(2)))
        .containsExactly("loss", "(no values)");
  }
}
