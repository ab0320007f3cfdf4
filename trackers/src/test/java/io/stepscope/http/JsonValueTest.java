package io.stepscope.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

  @Test
  void readsWhatIsThereAndFallsBackWhereItIsNot() throws IOException {
    JsonValue json =
        parse("{\"a\":{\"b\":[1,\"2\",true,null]},\"n\":\"-Infinity\",\"x\":1.5,\"t\":\"损失\"}");

    assertThat(json.at("a", "b").items()).hasSize(4);
    assertThat(json.at("a", "b").items().get(0).whole(0)).isEqualTo(1);
    assertThat(json.at("a", "b").items().get(1).whole(0)).isEqualTo(2);
    assertThat(json.at("a", "b").items().get(2).isTrue()).isTrue();
    assertThat(json.at("a", "b").items().get(3).isMissing()).isTrue();
    assertThat(json.get("n").number(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(json.get("x").number(0)).isEqualTo(1.5);
    assertThat(json.get("x").text()).isEqualTo("1.5");
    assertThat(json.get("t").text()).isEqualTo("损失");
    assertThat(json.names()).containsExactly("a", "n", "x", "t");
    assertThat(json.at("a", "c", "d").text("none")).isEqualTo("none");
    assertThat(json.get("t").whole(7)).isEqualTo(7);
    assertThat(json.get("a").isObject()).isTrue();
    assertThat(json.get("x").items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":NaN}", "<html>secret</html>", "{} {}", "{\"a\":1,}"})
  void refusesEverythingElseWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private static JsonValue parse(String text) throws IOException {
    return JsonValue.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
