package io.stepscope.probe.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
  private static final String JSON =
      """
      {"chip": {"power": 12.5, "text": " 35.0 W", "none": "N/A", "on": true},
       "two words (W)": "7",
       "cards": [{"id": "a", "use": 1}, {"id": "b", "use": 2}],
       "card0": {"temp": 40}, "card1": {"temp": "41.5"}, "system": {"temp": 99}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.chip.power | =12.5",
        "$.chip.text | =35.0",
        "$['two words (W)'] | =7.0",
        "$[\"chip\"].power | =12.5",
        "$.cards[1].use | =2.0",
        "$.cards[-1].use | =2.0",
        "$.cards[*].use | 0=1.0 1=2.0",
        "$.card*.temp | card0=40.0 card1=41.5",
        "$.*.temp | card0=40.0 card1=41.5 system=99.0",
        "$.cards[?@.id=='b'].use | =2.0",
        "$.cards[?(@.id == \"a\")].use | =1.0",
        "$.chip.none | ''",
        "$.chip.on | ''",
        "$.chip | ''",
        "$.absent.power | ''",
        "$.cards[7].use | ''",
      })
  void selects(String path, String expected) throws IOException {
    List<String> found = new ArrayList<>();
    JsonPath.parse(path)
        .select(
            JsonTree.read(new ByteArrayInputStream(JSON.getBytes(StandardCharsets.UTF_8))),
            (device, value) -> found.add(device + "=" + value));
    assertThat(String.join(" ", found)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chip.power", "$chip", "$.chip[", "$..power", "$[?@.a>1]"})
  void saysWhatItCannotRead(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void metricsThatAgreeUpToTheFirstWildcardHaveTheSameDevices() {
    assertThat(JsonPath.parse("$.card*.temp").upToWildcard()).isEqualTo("$.card*");
    assertThat(JsonPath.parse("$.a[*].b[*]").upToWildcard()).isEqualTo("$.a[*]");
    assertThat(JsonPath.parse("$.a.b").upToWildcard()).isEmpty();
  }
}
