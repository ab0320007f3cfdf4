package io.stepscope.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTableTest {

  /** Tests run in the folder of their module. */
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageShowsExactlyTheKeysOfTheCode() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.startsWith("| key |"))
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(rows).containsExactlyElementsOf(KeyTable.markdown());
  }

  @Test
  void everyDefaultIsAValidValue() {
    assertThat(Keys.all())
        .filteredOn(key -> !key.defaultValue().isEmpty())
        .allSatisfy(key -> assertThat((Object) key.parse(key.defaultValue())).isNotNull());
  }

  @Test
  void everyKeyHasItsOwnVariableAndOneSentence() {
    assertThat(Keys.all()).extracting(Key::environmentVariable).doesNotHaveDuplicates();
    assertThat(Keys.all()).allSatisfy(key -> assertThat(key.description()).endsWith("."));
    assertThat(Keys.JOURNAL_MAX.environmentVariable()).isEqualTo("STEPSCOPE_JOURNAL_MAX");
  }

  @Test
  void theTerminalShowsEveryKeyOnItsOwnLine() {
    assertThat(KeyTable.plain())
        .contains("overhead: a percentage from 0% to 100%, such as 1% or 0.5%, by default 1%")
        .hasSize(2 * Keys.all().size());
  }
}
