package io.stepscope.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow at their end. */
final class Utf8Buffer {
  private static final byte[] LOWEST_LONG = {
    '-', '9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8', '0',
    '8'
  };

  private byte[] bytes = new byte[512];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  void append(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  void append(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  void appendAscii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      bytes[size + i] = (byte) text.charAt(i);
    }
    size += length;
  }

  /**
   * Appends the characters that JSON strings hold as they are and that take one byte.
   *
   * @return index of the first other character, or the length
   */
  int appendPlain(String text, int from) {
    int length = text.length();
    reserve(length - from);
    byte[] room = bytes;
    int at = size;
    int i = from;
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        break;
      }
      room[at++] = (byte) c;
    }
    size = at;
    return i;
  }

  /** Appends a character of the basic plane that is no surrogate. */
  void appendBasic(char c) {
    reserve(3);
    if (c < 0x80) {
      bytes[size++] = (byte) c;
    } else if (c < 0x800) {
      bytes[size++] = (byte) (0xc0 | c >> 6);
      bytes[size++] = (byte) (0x80 | (c & 0x3f));
    } else {
      bytes[size++] = (byte) (0xe0 | c >> 12);
      bytes[size++] = (byte) (0x80 | (c >> 6 & 0x3f));
      bytes[size++] = (byte) (0x80 | (c & 0x3f));
    }
  }

  void appendPair(char high, char low) {
    int codePoint = Character.toCodePoint(high, low);
    reserve(4);
    bytes[size++] = (byte) (0xf0 | codePoint >> 18);
    bytes[size++] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
    bytes[size++] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
    bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
  }

  void append(long value) {
    if (value == Long.MIN_VALUE) {
      append(LOWEST_LONG);
      return;
    }
    if (value < 0) {
      append('-');
    }
    long rest = Math.abs(value);
    int digits = 1;
    for (long power = 10; digits < 19 && rest >= power; power *= 10) {
      digits++;
    }
    appendDigits(rest, digits);
  }

  /** Appends the lowest digits of a number that is not negative, with leading zeros. */
  void appendDigits(long value, int digits) {
    reserve(digits);
    long rest = value;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
