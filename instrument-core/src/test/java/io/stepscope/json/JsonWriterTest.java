package io.stepscope.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private final JsonWriter json = new JsonWriter();

  @Test
  void writesNestedValuesWithoutBlanks() {
    json.beginObject().name("a").value(1).name("b").beginArray().value(true).value("x");
    json.beginObject().endObject().beginArray().endArray().nullValue().endArray();
    json.name("c").beginObject().name("d").value(-0.5).endObject().endObject();

    assertThat(text()).isEqualTo("{\"a\":1,\"b\":[true,\"x\",{},[],null],\"c\":{\"d\":-0.5}}");
  }

  @Test
  void indentsForPeople() {
    JsonWriter pretty = JsonWriter.pretty();
    pretty.beginObject().name("a").value(List.of(1L, 2L)).name("b").beginObject().endObject();
    pretty.name("c").value(Map.of("d", "e")).endObject().endLine();

    assertThat(new String(pretty.toByteArray(), UTF_8))
        .isEqualTo(
            """
            {
              "a": [
                1,
                2
              ],
              "b": {},
              "c": {
                "d": "e"
              }
            }
            """);
  }

  @Test
  void writesNumbersThatAreNotFiniteAsStrings() {
    json.beginArray().value(Double.NaN).value(Double.POSITIVE_INFINITY);
    json.value(Float.NEGATIVE_INFINITY).endArray();

    assertThat(text()).isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\"]");
  }

  @Test
  void keepsThePointOfWholeDoublesAndTheSignOfZero() {
    json.beginArray().value(1.0).value(-3f).value(0.0).value(-0.0).value(9999999.0).value(1e7);
    json.endArray();

    assertThat(text()).isEqualTo("[1.0,-3.0,0.0,-0.0,9999999.0,1.0E7]");
  }

  @Test
  void writesEveryLengthOfWholeNumbers() {
    long power = 1;
    for (int i = 0; i < 19; i++, power *= 10) {
      for (long value : new long[] {power - 1, power, power + 1, -power, 1 - power}) {
        assertThat(number(value)).isEqualTo(Long.toString(value));
      }
    }
    assertThat(number(Long.MAX_VALUE)).isEqualTo(Long.toString(Long.MAX_VALUE));
    assertThat(number(Long.MIN_VALUE)).isEqualTo(Long.toString(Long.MIN_VALUE));
  }

  @Test
  void numbersComeBackAsTheyWere() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double wide = Double.longBitsToDouble(random.nextLong());
      float narrow = Float.intBitsToFloat(random.nextInt());
      json.clear();
      json.beginArray().value(wide).value(narrow).endArray();
      List<?> back = StrictJson.parseArray(json.toByteArray());
      assertThat(Double.parseDouble(word(back.get(0)))).isEqualTo((Double) wide);
      assertThat(Float.parseFloat(word(back.get(1)))).isEqualTo((Float) narrow);
    }
  }

  @Test
  void textComesBackAsItWas() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      char[] chars = new char[random.nextInt(12)];
      for (int k = 0; k < chars.length; k++) {
        int width = random.nextInt(17);
        chars[k] = (char) random.nextInt(1 << width);
      }
      String value = new String(chars);
      json.clear();
      json.value(value);
      assertThat(StrictJson.parse(json.toByteArray())).isEqualTo(value);
    }
  }

  @Test
  void escapesWhatAReaderCouldTakeForTheEndOfALine() {
    json.value("a\nb\r\u0085\u2028\u2029\u0000\t\"\\\u007f é € 😀 \ud800");

    assertThat(text())
        .isEqualTo("\"a\\nb\\r\\u0085\\u2028\\u2029\\u0000\\t\\\"\\\\\u007f é € 😀 \\ud800\"");
  }

  @Test
  void writesValuesOfAnyType() {
    json.value(Arrays.asList(1, 2L, 3.5, 4.5f, true, null, "x", 'y', List.of()));

    assertThat(text()).isEqualTo("[1,2,3.5,4.5,true,null,\"x\",\"y\",[]]");
  }

  @Test
  void goesOnAfterDraining() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    json.beginArray().value(1);
    json.drainTo(out);
    json.value(2).endArray().endLine();
    json.drainTo(out);

    assertThat(out.toString(UTF_8)).isEqualTo("[1,2]\n");
    assertThat(json.size()).isZero();
  }

  private String number(long value) {
    json.clear();
    json.value(value);
    return text();
  }

  private String text() {
    return new String(json.toByteArray(), UTF_8);
  }

  private static String word(Object value) {
    return value instanceof StrictJson.Digits number ? number.text() : (String) value;
  }
}
