package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss",
        "train/loss",
        "gradients/01Linear_weight",
        "a b.c-d_e",
        "потеря/損失",
        "..a"
      })
  void leavesWhatIsAllowed(String name) {
    boolean climbs = name.startsWith("..");
    assertThat(Names.allowed(name).equals(name)).isEqualTo(!climbs);
  }

  @Test
  void replacesWhatIsNotAllowedAndTellsNamesApart() {
    assertThat(Names.allowed("a=b")).isEqualTo("a_b-" + Names.hash("a=b"));
    assertThat(Names.allowed("a:b")).isNotEqualTo(Names.allowed("a=b"));
    assertThat(Names.allowed("🚀")).startsWith("_-");
    assertThat(Names.allowed("/a//b/./../c/")).startsWith("_/a/_/b/_/__/c/_-");
    assertThat(Names.allowed("")).startsWith("_-");
    assertThat(Names.allowed("x".repeat(300))).hasSize(250);
  }

  @Test
  void passesTheServersOwnRulesWhateverTheName() {
    Random random = new Random(3);
    List<String> pieces =
        List.of("a", "/", ".", "..", "=", "é", "損", "🚀", " ", "\n", "'", "%", ":", "x".repeat(90));
    Set<String> names = new HashSet<>();
    Set<String> allowed = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(8); length >= 0; length--) {
        name.append(pieces.get(random.nextInt(pieces.size())));
      }
      String given = name.toString();
      names.add(given);
      allowed.add(Names.allowed(given));
      assertThatCode(() -> FakeMlflowRules.checkName("metric", Names.allowed(given)))
          .as(given)
          .doesNotThrowAnyException();
    }
    assertThat(allowed).hasSameSizeAs(names);
  }
}
