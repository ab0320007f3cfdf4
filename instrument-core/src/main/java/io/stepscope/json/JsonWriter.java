package io.stepscope.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) as UTF-8 into memory, to be taken as an array or drained to a stream.
 * Compact, or indented for people. Not thread-safe.
 *
 * <p>Calls come in the order of the text; the caller keeps begins, ends and names in balance, which
 * is not checked. For JSON lines, each value outside of any object or array is followed by {@link
 * #endLine}.
 *
 * <p>Numbers that are not finite, which JSON cannot write, are the strings {@code "NaN"}, {@code
 * "Infinity"} and {@code "-Infinity"}. Others parse back to the same number, a float to the same
 * float, and are as short as {@link Double#toString} makes them (shortest from JDK 19 on). Line
 * separators inside strings are escaped, so that no reader can take a compact value for two lines;
 * half of a surrogate pair is escaped too, since UTF-8 has no bytes for it.
 */
public final class JsonWriter {
  /** Whole numbers below are written without an exponent, as {@link Double#toString} does. */
  private static final double PLAIN = 1e7;

  private static final String HEX = "0123456789abcdef";

  private final boolean pretty;
  private final Utf8Buffer out = new Utf8Buffer();
  private int depth;
  private boolean first = true;
  private boolean named;

  /** A compact writer. */
  public JsonWriter() {
    this(false);
  }

  private JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  /** A writer that indents by two blanks. */
  public static JsonWriter pretty() {
    return new JsonWriter(true);
  }

  public JsonWriter beginObject() {
    return begin('{');
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter beginArray() {
    return begin('[');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  /** Writes the name of the next value of an object. */
  public JsonWriter name(String name) {
    separate();
    string(name);
    out.append(':');
    if (pretty) {
      out.append(' ');
    }
    named = true;
    return this;
  }

  public JsonWriter value(@Nullable String value) {
    if (value == null) {
      return nullValue();
    }
    separate();
    string(value);
    return this;
  }

  public JsonWriter value(long value) {
    separate();
    out.append(value);
    return this;
  }

  public JsonWriter value(boolean value) {
    return literal(value ? "true" : "false");
  }

  public JsonWriter value(double value) {
    if (value > -PLAIN && value < PLAIN && value == (int) value && value != 0) {
      return whole((int) value);
    }
    return Double.isFinite(value) ? literal(Double.toString(value)) : value(Double.toString(value));
  }

  public JsonWriter value(float value) {
    if (value > -PLAIN && value < PLAIN && value == (int) value && value != 0) {
      return whole((int) value);
    }
    return Float.isFinite(value) ? literal(Float.toString(value)) : value(Float.toString(value));
  }

  public JsonWriter nullValue() {
    return literal("null");
  }

  /**
   * Writes whatever a value is: null, a boolean, a number, a map or the elements of an iterable in
   * their order, anything else as its text.
   */
  public JsonWriter value(@Nullable Object value) {
    if (value == null) {
      return nullValue();
    } else if (value instanceof Boolean truth) {
      return value(truth.booleanValue());
    } else if (value instanceof Float number) {
      return value(number.floatValue());
    } else if (value instanceof Double number) {
      return value(number.doubleValue());
    } else if (value instanceof Long || value instanceof Integer) {
      return value(((Number) value).longValue());
    } else if (value instanceof Map<?, ?> map) {
      beginObject();
      map.forEach((key, inner) -> name(String.valueOf(key)).value(inner));
      return endObject();
    } else if (value instanceof Iterable<?> values) {
      beginArray();
      values.forEach(this::value);
      return endArray();
    }
    return value(value.toString());
  }

  /** Ends a line after a value outside of any object or array. */
  public JsonWriter endLine() {
    out.append('\n');
    return this;
  }

  /** Bytes written and not yet drained. */
  public int size() {
    return out.size();
  }

  /** The bytes written and not yet drained. */
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  /** Writes the bytes to a stream and forgets them; the next value follows where they ended. */
  public void drainTo(OutputStream stream) throws IOException {
    out.writeTo(stream);
    out.clear();
  }

  /** Forgets what was written, so that the writer is as new but keeps its room. */
  public void clear() {
    out.clear();
    depth = 0;
    first = true;
    named = false;
  }

  /** Writes a name or value that is known to need no escapes, quotes included. */
  JsonWriter quoted(byte[] ascii) {
    separate();
    out.append('"');
    out.append(ascii);
    out.append('"');
    return this;
  }

  /** Starts a string value, for its characters to be appended; {@code endString} must follow. */
  Utf8Buffer beginString() {
    separate();
    out.append('"');
    return out;
  }

  void endString() {
    out.append('"');
  }

  private JsonWriter begin(char bracket) {
    separate();
    out.append(bracket);
    depth++;
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) {
    depth--;
    if (!first) {
      indent();
    }
    out.append(bracket);
    first = false;
    return this;
  }

  private JsonWriter literal(String ascii) {
    separate();
    out.appendAscii(ascii);
    return this;
  }

  private JsonWriter whole(int value) {
    separate();
    out.append(value);
    out.append('.');
    out.append('0');
    return this;
  }

  private void separate() {
    if (named) {
      named = false;
      return;
    }
    if (depth > 0) {
      if (!first) {
        out.append(',');
      }
      indent();
    }
    first = false;
  }

  private void indent() {
    if (pretty) {
      out.append('\n');
      for (int i = 0; i < depth; i++) {
        out.appendAscii("  ");
      }
    }
  }

  private void string(String text) {
    out.append('"');
    int length = text.length();
    for (int i = out.appendPlain(text, 0); i < length; i = out.appendPlain(text, i + 1)) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.appendPair(c, text.charAt(++i));
      } else {
        special(c);
      }
    }
    out.append('"');
  }

  private void special(char c) {
    switch (c) {
      case '"' -> out.appendAscii("\\\"");
      case '\\' -> out.appendAscii("\\\\");
      case '\n' -> out.appendAscii("\\n");
      case '\r' -> out.appendAscii("\\r");
      case '\t' -> out.appendAscii("\\t");
      default -> {
        boolean lineEnd = c == '\u0085' || c == '\u2028' || c == '\u2029';
        if (c < ' ' || lineEnd || Character.isSurrogate(c)) {
          escape(c);
        } else {
          out.appendBasic(c);
        }
      }
    }
  }

  private void escape(char c) {
    out.appendAscii("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 15));
    }
  }
}
