package io.stepscope.tracker;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header {@code Retry-After}: seconds, or a date (RFC 9110, section 10.2.3). Some servers
 * send fractions of a second, which are understood, too.
 */
public final class RetryAfter {
  /** Nobody waits longer, whatever a server says. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * How long to wait, from zero to an hour.
   *
   * @param header the value of the header; null when there was none
   * @param now the time when the answer came
   * @return zero when there is no header or it cannot be understood
   */
  public static Duration of(@Nullable String header, Instant now) {
    if (header == null) {
      return Duration.ZERO;
    }
    String text = header.strip();
    try {
      return seconds(Double.parseDouble(text));
    } catch (NumberFormatException notANumber) {
      return until(text, now);
    }
  }

  private static Duration seconds(double seconds) {
    // Also right for NaN, which compares as false.
    if (!(seconds > 0)) {
      return Duration.ZERO;
    }
    return seconds >= LONGEST.toSeconds()
        ? LONGEST
        : Duration.ofMillis((long) Math.ceil(seconds * 1_000));
  }

  private static Duration until(String date, Instant now) {
    try {
      ZonedDateTime end = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
      return seconds(Duration.between(now, end.toInstant()).toMillis() / 1e3);
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
