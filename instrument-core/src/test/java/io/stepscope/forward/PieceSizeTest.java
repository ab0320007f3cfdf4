package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PieceSizeTest {
  private final PieceSize size = new PieceSize(1_000);

  @Test
  void growsFromASingleEventAfterAWrongOneForThereMayBeMore() {
    for (int most = 1_000; most > 1; most /= 2) {
      size.halve(most);
    }
    assertThat(size.most()).isEqualTo(1);

    size.found();
    assertThat(size.most()).as("the next one may be wrong, too").isEqualTo(1);
    for (int more = 2; more <= 512; more *= 2) {
      size.taken();
      assertThat(size.most()).isEqualTo(more);
    }
    size.taken();
    assertThat(size.most()).isEqualTo(1_000);
  }

  @Test
  void growsSlowlyWhereBatchesWereTooLarge() {
    size.found();
    size.halve(1_000);
    size.taken();
    assertThat(size.most()).isEqualTo(562);
  }
}
