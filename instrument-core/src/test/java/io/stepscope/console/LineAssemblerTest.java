package io.stepscope.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineAssemblerTest {

  private final List<String> lines = new ArrayList<>();
  private final LineAssembler assembler =
      new LineAssembler((kept, more) -> lines.add(LineCut.cut(kept, more)));

  @Test
  void aLineEndsWithALineFeedWithOrWithoutACarriageReturn() {
    assembler.add("one\ntwo\r\n\nfour", false);
    assertThat(lines).containsExactly("one", "two", "");
    assembler.add("", true);
    assertThat(lines).containsExactly("one", "two", "", "four");
  }

  @Test
  void ofAProgressBarItsLastStateIsLeft() {
    for (int percent = 0; percent <= 100; percent += 10) {
      assembler.add("\rtraining " + percent + "%", false);
    }
    assembler.add("\n", false);
    for (int percent = 0; percent <= 100; percent += 10) {
      assembler.add("validating " + percent + "%\r", false);
    }
    assembler.add("", true);
    assembler.add("\rdone", true);
    assertThat(lines).containsExactly("training 100%", "validating 100%", "done");
  }

  @Test
  void piecesOfAnyLengthGiveTheSameLines() {
    String text = "loss 1\r\nstep 2\rstep 3\rstep 4\n\n\rx\r\r\n" + "y".repeat(20_000) + "\nrest\r";
    assembler.add(text, false);
    List<String> whole = List.copyOf(lines);
    assertThat(whole).hasSize(5).startsWith("loss 1", "step 4", "", "x");
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      assembler.forget();
      lines.clear();
      for (int from = 0; from < text.length(); ) {
        int most = random.nextBoolean() ? 3 : 5_000;
        int end = Math.min(text.length(), from + random.nextInt(most));
        assembler.add(text.substring(from, end), false);
        from = end;
      }
      assertThat(lines).isEqualTo(whole);
    }
  }

  @Test
  void anOverlongLineIsCutAndSaysByHowMuch() {
    assembler.add("x".repeat(LineCut.LONGEST), true);
    assembler.add("x".repeat(LineCut.LONGEST + 1), true);
    assembler.add("x".repeat(1 << 20), true);
    assembler.add("x".repeat(LineCut.LONGEST - 1) + "😀".repeat(5_000), true);
    assertThat(lines)
        .containsExactly(
            "x".repeat(LineCut.LONGEST),
            "x".repeat(LineCut.LONGEST) + "… [1 characters more]",
            "x".repeat(LineCut.LONGEST) + "… [1040384 characters more]",
            "x".repeat(LineCut.LONGEST - 1) + "… [10000 characters more]");
  }

  @Test
  void aLineThatHasNotEndedCanBeLookedAt() {
    List<String> peeked = new ArrayList<>();
    assembler.peek((kept, more) -> peeked.add(kept));
    assembler.add("\r 10%\r 20%\r", false);
    assembler.peek((kept, more) -> peeked.add(kept));
    assembler.add("\n", false);
    assertThat(peeked).containsExactly(" 20%");
    assertThat(lines).containsExactly(" 20%");
  }
}
