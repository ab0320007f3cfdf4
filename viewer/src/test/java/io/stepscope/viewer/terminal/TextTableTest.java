package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.viewer.terminal.TextTable.Cell;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsWordsToTheLeftAndNumbersToTheRight() {
    TextTable table = new TextTable(new Terminal(80, true, false)).words("name").numbers("steps");
    table.row(Cell.of("a"), Cell.of("1,000"));
    table.row(Cell.of("longer"), Cell.of("7"));
    assertThat(table.lines("  "))
        .containsExactly("  name    steps", "  a       1,000", "  longer      7");
  }

  @Test
  void cutsTheWidestWordsToFitTheTerminal() {
    TextTable table =
        new TextTable(new Terminal(40, true, false)).words("a").words("b").numbers("n");
    table.row(Cell.of("x".repeat(40)), Cell.of("short one"), Cell.of("123456"));
    assertThat(table.lines(""))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
    assertThat(table.lines("").get(1)).isEqualTo("xxxxxxxxxxxxxxxxxxxx…  short one  123456");
  }

  @Test
  void coloursDoNotChangeTheAlignment() {
    TextTable table = new TextTable(new Terminal(40, true, true)).whole("s").numbers("n");
    table.row(new Cell("bad", Ink.BAD), Cell.of("1"));
    assertThat(table.lines("").get(1)).isEqualTo("\u001b[31mbad\u001b[0m  1");
  }
}
