package io.stepscope.viewer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {
  private static final Terminal TERMINAL = new Terminal(80, true, true);

  @Test
  void colourCodesTakeNoRoom() {
    assertThat(Cells.width(TERMINAL.paint(Ink.BAD, "abc"))).isEqualTo(3);
    assertThat(Cells.right(TERMINAL.paint(Ink.BAD, "abc"), 5)).startsWith("  \u001b");
  }

  @Test
  void controlCharactersOfOthersCannotRepaintTheTerminal() {
    assertThat(Cells.oneLine("a\u001b[2Jb\nc")).isEqualTo("a [2Jb c");
  }

  @Test
  void wrapsWordsAndNeverSplitsThem() {
    assertThat(Cells.wrap(List.of("one", "two", "three"), ", ", "  ", 10))
        .containsExactly("  one, two", "  three");
  }

  @Test
  void clipsWithoutSplittingAPairOfSurrogates() {
    assertThat(Cells.clip("😀😀😀", 2, TERMINAL)).isEqualTo("😀…");
  }
}
