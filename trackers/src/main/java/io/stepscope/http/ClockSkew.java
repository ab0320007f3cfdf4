package io.stepscope.http;

import io.stepscope.tracker.Finding;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Compares the clock of a server, as its {@code Date} header tells it, with the own one. */
public final class ClockSkew {
  /** The header has whole seconds, and the answer was under way. */
  private static final Duration TOLERATED = Duration.ofSeconds(30);

  private ClockSkew() {}

  /**
   * How the clocks stand to each other.
   *
   * @param clock the own one
   */
  public static Finding of(HttpAnswer answer, Clock clock) {
    String date = answer.headers().firstValue("Date").orElse("");
    Instant there;
    try {
      there = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    } catch (DateTimeException e) {
      return Finding.ok("clock", "the server does not tell its time");
    }
    Duration ahead = Duration.between(there, clock.instant());
    if (ahead.abs().compareTo(TOLERATED) <= 0) {
      return Finding.ok("clock", "agrees with the server's");
    }
    String shown =
        String.format(
            Locale.ROOT, "%d min %02d s", ahead.abs().toMinutes(), ahead.abs().toSecondsPart());
    return Finding.warning(
        "clock",
        "is " + shown + (ahead.isNegative() ? " behind" : " ahead of") + " the server's",
        "set the clock of this machine; values keep the times of this machine");
  }
}
