package io.stepscope.tracker.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void escapesWhatMarkdownAndHtmlWouldTake() {
    assertThat(Markdown.verbatim("a|b *c* <d> & `e`"))
        .isEqualTo("a\\|b \\*c\\* &lt;d\\> &amp; \\`e\\`");
  }

  @Test
  void keepsATableRowOnOneLine() {
    assertThat(Markdown.table(List.of("k", "v"), List.of(List.of("a\nb", 1L))))
        .isEqualTo("| k | v |\n|---|---|\n| a<br>b | 1 |\n");
  }

  @Test
  void fencesLinesThatHoldFences() {
    assertThat(Markdown.fenced("````java\n")).isEqualTo("`````\n````java\n`````\n");
  }
}
