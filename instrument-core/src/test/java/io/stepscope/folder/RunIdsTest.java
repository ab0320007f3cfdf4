package io.stepscope.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T13:43:06.9Z");

  @Test
  void beginWithTheTimeInUtcAndAreValid() {
    assertThat(RunIds.next(NOW)).matches("20261121-134306-[a-z2-9]{4}").satisfies(RunIds::check);
  }

  @Test
  void sortByTime() {
    Random random = new Random(7);
    assertThat(
            Stream.of(0, 1, 59, 60, 86_400, 40_000_000)
                .map(seconds -> RunIds.next(NOW.plusSeconds(seconds), random)))
        .isSorted();
  }

  @Test
  void doNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(RunIds.next(NOW)).startsWith("20261121-134306-");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void twoOfTheSameSecondDiffer() {
    Random random = new Random(7);
    assertThat(Stream.generate(() -> RunIds.next(NOW, random)).limit(100)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "digits-1", "_x", "-", "2026.1", "A_b.c-d"})
  void acceptsWhatIsSafeAsAFileName(String id) {
    assertThat(RunIds.check(id)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a\\b", "a b", "größe", "a\n", "a:b"})
  void refusesTheRestInOneLine(String id) {
    assertThat(RunIds.isValid(id)).isFalse();
    assertThatThrownBy(() -> RunIds.check(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bad run id '")
        .hasMessageEndingWith("must be " + RunIds.FORM)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void refusesTooLongOnes() {
    assertThat(RunIds.isValid("x".repeat(128))).isTrue();
    assertThat(RunIds.isValid("x".repeat(129))).isFalse();
    assertThatThrownBy(() -> RunIds.check("x".repeat(5000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }
}
