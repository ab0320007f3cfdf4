package io.stepscope.forward;

import io.stepscope.event.EventKind;
import io.stepscope.forward.Cursor.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a cursor: a line {@code key=value} each, in which {@code \n}, {@code \r} and
 * {@code \\} stand for themselves. Unknown keys are passed over, so that an older version can read
 * what a newer one wrote as long as {@code format} stays the same.
 */
final class CursorText {
  private static final String FORMAT = "1";
  // No value holds a line end, so that neither of these can be part of one.
  private static final String START = "\nformat=" + FORMAT + "\n";
  // A cursor without this line is not whole.
  private static final String END = "\nend=" + FORMAT + "\n";

  private static final String RANK = "rank.";
  private static final String FRONTIER = ".frontier";
  private static final String DOUBTFUL = ".doubtful";
  private static final String SKIPPED_BYTES = "skipped-bytes";

  private CursorText() {}

  static String write(Cursor cursor) {
    StringBuilder text = new StringBuilder(512);
    text.append(START, 1, START.length());
    line(text, "complete", Boolean.toString(cursor.complete()));
    line(text, "trouble", cursor.trouble());
    cursor
        .ranks()
        .forEach(
            (rank, position) -> {
              line(text, RANK + rank + FRONTIER, position.frontier());
              line(text, RANK + rank + ".beyond", position.beyond());
              line(text, RANK + rank + ".ended", Boolean.toString(position.ended()));
            });
    cursor.doubtful().forEach((rank, sequences) -> line(text, RANK + rank + DOUBTFUL, sequences));
    line(text, "watermark", Long.toString(cursor.watermark()));
    if (cursor.skippedBytes() > 0) {
      line(text, SKIPPED_BYTES, Long.toString(cursor.skippedBytes()));
    }
    if (cursor.checkpoint() != null) {
      line(text, "checkpoint", cursor.checkpoint());
    }
    for (Fate fate : Fate.values()) {
      for (EventKind kind : EventKind.values()) {
        long count = cursor.receipts().count(fate, kind);
        if (count != 0) {
          line(text, fate.word() + "." + kind.word(), Long.toString(count));
        }
      }
      String reason = cursor.receipts().lastReason(fate);
      if (reason != null) {
        line(text, fate.word() + ".reason", reason);
      }
    }
    return text.append(END, 1, END.length()).toString();
  }

  /**
   * The last whole cursor of several, one after the other.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Cursor readLast(String text) {
    String lines = "\n" + text;
    int end = lines.lastIndexOf(END);
    int start = end < 0 ? -1 : lines.lastIndexOf(START, end);
    if (start < 0) {
      throw new IllegalArgumentException("no whole cursor of format " + FORMAT);
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines.substring(start, end).split("\n")) {
      int equals = line.indexOf('=');
      values.put(line.substring(0, Math.max(equals, 0)), unescape(line.substring(equals + 1)));
    }
    return new Cursor(
        ranks(values),
        Long.parseLong(value(values, "watermark")),
        values.get("checkpoint"),
        Boolean.parseBoolean(values.get("complete")),
        value(values, "trouble"),
        receipts(values),
        doubtful(values),
        Long.parseLong(values.getOrDefault(SKIPPED_BYTES, "0")));
  }

  private static SortedMap<Integer, String> doubtful(Map<String, String> values) {
    SortedMap<Integer, String> doubtful = new TreeMap<>();
    values.forEach(
        (key, sequences) -> {
          if (key.startsWith(RANK) && key.endsWith(DOUBTFUL)) {
            doubtful.put(rank(key, DOUBTFUL), sequences);
          }
        });
    return doubtful;
  }

  private static Integer rank(String key, String part) {
    return Integer.valueOf(key.substring(RANK.length(), key.length() - part.length()));
  }

  private static SortedMap<Integer, Position> ranks(Map<String, String> values) {
    SortedMap<Integer, Position> ranks = new TreeMap<>();
    for (String key : values.keySet()) {
      if (key.startsWith(RANK) && key.endsWith(FRONTIER)) {
        Integer rank = rank(key, FRONTIER);
        Position position =
            new Position(
                value(values, key),
                value(values, RANK + rank + ".beyond"),
                Boolean.parseBoolean(values.get(RANK + rank + ".ended")));
        ranks.put(rank, position);
      }
    }
    return ranks;
  }

  private static Receipts receipts(Map<String, String> values) {
    Receipts receipts = new Receipts();
    for (Fate fate : Fate.values()) {
      for (EventKind kind : EventKind.values()) {
        String count = values.get(fate.word() + "." + kind.word());
        if (count != null) {
          receipts.add(fate, kind, Long.parseLong(count));
        }
      }
      String reason = values.get(fate.word() + ".reason");
      if (reason != null) {
        receipts.reason(fate, reason);
      }
    }
    return receipts;
  }

  private static String value(Map<String, String> values, String key) {
    @Nullable String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append('=');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
    text.append('\n');
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        i++;
        char escaped = value.charAt(i);
        text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
