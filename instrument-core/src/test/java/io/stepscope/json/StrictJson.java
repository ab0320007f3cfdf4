package io.stepscope.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads JSON and accepts nothing that RFC 8259 does not; numbers stay as they are written. */
final class StrictJson {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** A number's text. */
  record Digits(String text) {}

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  static @Nullable Object parse(byte[] utf8) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new AssertionError("not UTF-8", e);
    }
  }

  static @Nullable Object parse(String text) {
    StrictJson json = new StrictJson(text);
    Object value = json.value();
    json.blanks();
    json.check(json.at == text.length());
    return value;
  }

  static Map<?, ?> parseObject(byte[] utf8) {
    return parse(utf8) instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> parseArray(byte[] utf8) {
    return parse(utf8) instanceof List<?> list ? list : List.of();
  }

  private @Nullable Object value() {
    blanks();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Digits number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    check(number.lookingAt());
    at = number.end();
    return new Digits(number.group());
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    blanks();
    while (peek() != '}') {
      if (!members.isEmpty()) {
        take(',');
        blanks();
      }
      String name = string();
      blanks();
      take(':');
      check(!members.containsKey(name));
      members.put(name, value());
      blanks();
    }
    at++;
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> values = new ArrayList<>();
    at++;
    blanks();
    while (peek() != ']') {
      if (!values.isEmpty()) {
        take(',');
      }
      values.add(value());
      blanks();
    }
    at++;
    return values;
  }

  private String string() {
    take('"');
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      check(c >= ' ');
      if (c == '\\') {
        char kind = text.charAt(at++);
        if (kind == 'u') {
          out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        } else {
          int which = "\"\\/bfnrt".indexOf(kind);
          check(which >= 0);
          out.append("\"\\/\b\f\n\r\t".charAt(which));
        }
      } else {
        out.append(c);
      }
    }
    at++;
    return out.toString();
  }

  private @Nullable Object literal(String word, @Nullable Object value) {
    check(text.startsWith(word, at));
    at += word.length();
    return value;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    check(at < text.length());
    return text.charAt(at);
  }

  private void take(char c) {
    check(peek() == c);
    at++;
  }

  private void check(boolean good) {
    if (!good) {
      throw new AssertionError("not JSON at " + at + ": " + text);
    }
  }
}
