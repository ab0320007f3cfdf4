package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.wandb.WandbSettings.Mode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
  private static final RunFacts FACTS = RunFacts.UNKNOWN.started("digits", "otter", "0.1.0");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> keys = new HashMap<>();

  private WandbSettings read() {
    return new SettingsReader(environment, folder).read(new TrackerSettings("r1", folder, keys));
  }

  @Test
  void goesToTheHostedServiceUnlessToldOtherwise() {
    WandbSettings settings = read();

    assertThat(settings.baseUrl()).hasToString("https://api.wandb.ai");
    assertThat(settings.page("acme", "digits")).isEqualTo("https://wandb.ai/acme/digits/runs/r1");
    assertThat(settings.mode()).isEqualTo(Mode.AUTO);
    assertThat(settings.folder()).isEqualTo(Path.of("wandb"));
    assertThat(settings.apiKey()).isNull();
    assertThat(settings.project(FACTS)).isEqualTo("digits");
    assertThat(settings.name(FACTS)).isEqualTo("otter");
  }

  @Test
  void takesTheVariablesOfWandbAndItsOwnKeysBefore() {
    environment.put("WANDB_BASE_URL", "http://one.example:8080/");
    environment.put("WANDB_PROJECT", "a/b:c");
    environment.put("WANDB_ENTITY", "acme");
    environment.put("WANDB_DIR", "/data");
    environment.put("WANDB_TAGS", "x, y");
    WandbSettings settings = read();

    assertThat(settings.baseUrl()).hasToString("http://one.example:8080");
    assertThat(settings.project(FACTS)).isEqualTo("a-b-c");
    assertThat(settings.entity()).isEqualTo("acme");
    assertThat(settings.folder()).isEqualTo(Path.of("/data/wandb"));
    assertThat(settings.tags(List.of("y", "z"))).containsExactly("x", "y", "z");

    keys.putAll(Map.of("base_url", "https://two.example", "project", "p", "dir", "elsewhere"));
    assertThat(read().baseUrl()).hasToString("https://two.example");
    assertThat(read().project(FACTS)).isEqualTo("p");
    assertThat(read().folder()).isEqualTo(Path.of("elsewhere"));
  }

  @Test
  void showsNoKey() {
    keys.put("api_key", FakeWandb.KEY);

    assertThat(read().toString()).contains("***").doesNotContain(FakeWandb.KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "WANDB_API_KEY, hunter2 hunter2, WANDB_API_KEY",
    "WANDB_BASE_URL, http://user:hunter2@host, WANDB_BASE_URL",
    "WANDB_BASE_URL, ftp://hunter2, WANDB_BASE_URL",
    "WANDB_MODE, disabled, WANDB_MODE",
    "WANDB_HTTP_TIMEOUT, soon, WANDB_HTTP_TIMEOUT",
  })
  void namesTheVariableThatIsWrongAndNoSecret(String variable, String value, String named) {
    environment.put(variable, value);

    assertThatIllegalArgumentException()
        .isThrownBy(this::read)
        .withMessageContaining(named)
        .withMessageNotContaining("hunter2");
  }
}
