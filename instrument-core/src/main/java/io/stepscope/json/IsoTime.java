package io.stepscope.json;

import java.time.Instant;

/** Writes times as ISO 8601 in UTC with six digits of fraction; remembers the last second. */
final class IsoTime {
  private static final long MICROS = 1_000_000;

  private long second = Long.MIN_VALUE;
  private String upToSecond = "";

  void append(long micros, Utf8Buffer out) {
    long thisSecond = Math.floorDiv(micros, MICROS);
    if (thisSecond != second) {
      String text = Instant.ofEpochSecond(thisSecond).toString();
      upToSecond = text.substring(0, text.length() - 1);
      second = thisSecond;
    }
    out.appendAscii(upToSecond);
    out.append('.');
    out.appendDigits(Math.floorMod(micros, MICROS), 6);
    out.append('Z');
  }
}
