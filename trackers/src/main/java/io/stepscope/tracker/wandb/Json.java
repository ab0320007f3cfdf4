package io.stepscope.tracker.wandb;

import io.stepscope.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts of JSON as W&amp;B takes them: numbers that are not finite are the bare words {@code NaN},
 * {@code Infinity} and {@code -Infinity}, which its clients, its service and its pages read.
 */
final class Json {

  private Json() {}

  static String number(double value) {
    return Double.toString(value);
  }

  /** The shortest text that is read as the same float. */
  static String number(float value) {
    return Float.toString(value);
  }

  static String number(long value) {
    return Long.toString(value);
  }

  static String text(String value) {
    return of(value);
  }

  /** Of whatever a value is; inside maps and lists, numbers that are not finite become texts. */
  static String of(@Nullable Object value) {
    if (value instanceof Double number) {
      return number(number.doubleValue());
    }
    return new String(new JsonWriter().value(value).toByteArray(), StandardCharsets.UTF_8);
  }

  /** Microseconds since 1970 as seconds. */
  static String seconds(long micros) {
    return number(micros / 1e6);
  }

  static String array(double[] values) {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ",").append(number(values[i]));
    }
    return out.append(']').toString();
  }

  /** Numbers that are whole, such as counts. */
  static String wholeArray(double[] values) {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ",").append((long) values[i]);
    }
    return out.append(']').toString();
  }

  /** An object of values that are texts of JSON already. */
  static String object(Map<String, String> values) {
    StringBuilder out = new StringBuilder("{");
    for (Iterator<Map.Entry<String, String>> i = values.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<String, String> entry = i.next();
      out.append(text(entry.getKey())).append(':').append(entry.getValue());
      out.append(i.hasNext() ? "," : "");
    }
    return out.append('}').toString();
  }
}
