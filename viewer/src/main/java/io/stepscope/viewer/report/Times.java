package io.stepscope.viewer.report;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Points in time as people read them, in a zone that is named. */
final class Times {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private Times() {}

  /** To the minute, for lists. */
  static String minute(long micros, ZoneId zone) {
    return micros == 0 ? "-" : SHORT.format(instant(micros).atZone(zone));
  }

  static String local(long micros, ZoneId zone) {
    return micros == 0 ? "-" : FORM.format(instant(micros).atZone(zone));
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
