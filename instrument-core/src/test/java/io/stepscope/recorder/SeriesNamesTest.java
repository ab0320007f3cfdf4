package io.stepscope.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeriesNamesTest {

  @Test
  void ordinaryAndUnicodeNamesAreGood() {
    assertThat(SeriesNames.isGood("train/loss")).isTrue();
    assertThat(SeriesNames.isGood("потери/損失 📉")).isTrue();
    assertThat(SeriesNames.isGood("n".repeat(256))).isTrue();
  }

  @Test
  void blankMissingAndLongNamesAreMended() {
    assertThat(SeriesNames.isGood(" ")).isFalse();
    assertThat(SeriesNames.mended(" ")).isEqualTo("unnamed");
    assertThat(SeriesNames.mended(null)).isEqualTo("unnamed");
    assertThat(SeriesNames.mended("n".repeat(10_000)))
        .hasSizeLessThanOrEqualTo(256)
        .startsWith("nnnn");
  }

  @Test
  void longNamesThatDifferStayDifferent() {
    String stem = "n".repeat(10_000);

    assertThat(SeriesNames.mended(stem + "a")).isNotEqualTo(SeriesNames.mended(stem + "b"));
    assertThat(SeriesNames.mended(stem + "a")).isEqualTo(SeriesNames.mended(stem + "a"));
  }

  @Test
  void aCutNeverSplitsACharacter() {
    for (int shift = 0; shift < 2; shift++) {
      String mended = SeriesNames.mended("x".repeat(shift) + "📉".repeat(5_000));

      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(mended)).as(mended).isTrue();
      assertThat(mended.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1_024);
    }
  }
}
