package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON in which numbers that are not finite are bare words, as {@link Json} writes it. */
final class ExtendedJson {
  private static final List<String> WORDS = List.of("-Infinity", "Infinity", "NaN");

  private ExtendedJson() {}

  /** Reads a value; a number that is not finite becomes a text. */
  static JsonValue parse(String json) throws IOException {
    StringBuilder plain = new StringBuilder(json.length() + 16);
    boolean inText = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      String word = inText ? "" : wordAt(json, i);
      if (!word.isEmpty()) {
        plain.append('"').append(word).append('"');
        i += word.length() - 1;
        continue;
      }
      plain.append(c);
      if (c == '"') {
        inText = !inText;
      } else if (inText && c == '\\' && i + 1 < json.length()) {
        plain.append(json.charAt(++i));
      }
    }
    return JsonValue.parse(plain.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String wordAt(String json, int at) {
    for (String word : WORDS) {
      if (json.startsWith(word, at)) {
        return word;
      }
    }
    return "";
  }

  /** Members of an object, each as a text of JSON. */
  static Map<String, String> members(String json) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    JsonValue object = parse(json);
    object.names().forEach(name -> members.put(name, text(object.get(name))));
    return members;
  }

  /** A value as text again. */
  static String text(JsonValue value) {
    if (value.isObject()) {
      Map<String, String> members = new LinkedHashMap<>();
      value.names().forEach(name -> members.put(name, text(value.get(name))));
      return Json.object(members);
    }
    if (value.isText()) {
      return Json.text(value.text());
    }
    if (value.isMissing()) {
      return "null";
    }
    String plain = value.text();
    if (!plain.isEmpty()) {
      return plain;
    }
    List<String> items = value.items().stream().map(ExtendedJson::text).toList();
    return '[' + String.join(",", items) + ']';
  }
}
