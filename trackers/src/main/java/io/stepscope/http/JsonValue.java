package io.stepscope.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that was read from JSON (RFC 8259), or one that was not there. Asking for what is missing
 * or of another type gives the fallback, so that a server of another version does no harm.
 * Immutable and thread-safe.
 */
public final class JsonValue {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** What is not there. */
  public static final JsonValue MISSING = new JsonValue(null);

  /** Map, list, text, number, boolean, or null for null and for what is not there. */
  private final @Nullable Object value;

  private JsonValue(@Nullable Object value) {
    this.value = value;
  }

  /**
   * Reads one value.
   *
   * @throws IOException if the bytes are anything else; the message quotes none of them
   */
  public static JsonValue parse(byte[] utf8) throws IOException {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new IOException("not JSON but nothing");
      }
      JsonValue parsed = new JsonValue(read(parser, first));
      if (parser.nextToken() != null) {
        throw new IOException("more than one JSON value");
      }
      return parsed;
    } catch (JacksonException e) {
      // Its own message quotes what was read.
      throw new IOException("not JSON");
    }
  }

  private static @Nullable Object read(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          object.put(name, read(parser, parser.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<@Nullable Object> array = new ArrayList<>();
        JsonToken next = parser.nextToken();
        while (next != JsonToken.END_ARRAY) {
          array.add(read(parser, next));
          next = parser.nextToken();
        }
        yield array;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("not JSON");
    };
  }

  /** The value of a name in an object; missing if there is none. */
  public JsonValue get(String name) {
    return value instanceof Map<?, ?> map && map.get(name) != null
        ? new JsonValue(map.get(name))
        : MISSING;
  }

  /** The value at names within names. */
  public JsonValue at(String... path) {
    JsonValue at = this;
    for (String name : path) {
      at = at.get(name);
    }
    return at;
  }

  /** Whether there is nothing, or null. */
  public boolean isMissing() {
    return value == null;
  }

  /** Whether it is an object. */
  public boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  /** Whether it is a number, not a text that looks like one. */
  public boolean isNumber() {
    return value instanceof Number;
  }

  /** Whether it is a text. */
  public boolean isText() {
    return value instanceof String;
  }

  /** Names in an object, in their order; empty for anything else. */
  public Set<String> names() {
    if (!(value instanceof Map<?, ?> map)) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    map.keySet().forEach(name -> names.add(String.valueOf(name)));
    return names;
  }

  /** Elements of an array; empty for anything else. */
  public List<JsonValue> items() {
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    List<JsonValue> items = new ArrayList<>(list.size());
    for (Object item : list) {
      items.add(new JsonValue(item));
    }
    return items;
  }

  /** A text, or a number or boolean as text; the fallback for anything else. */
  public String text(String fallback) {
    boolean plain = value instanceof String || value instanceof Number || value instanceof Boolean;
    return plain ? String.valueOf(value) : fallback;
  }

  /** A text, number or boolean as text; empty for anything else. */
  public String text() {
    return text("");
  }

  /** A whole number, also when it is written as a text, as Protobuf's JSON does with 64 bits. */
  public long whole(long fallback) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    try {
      return value instanceof String text ? Long.parseLong(text) : fallback;
    } catch (NumberFormatException e) {
      return fallback;
    }
  }

  /** A number, also the texts {@code NaN}, {@code Infinity} and {@code -Infinity}. */
  public double number(double fallback) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return value instanceof String text ? Double.parseDouble(text) : fallback;
    } catch (NumberFormatException e) {
      return fallback;
    }
  }

  /** Whether it is true. */
  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }
}
