package io.stepscope.folder;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Makes and checks the ids of runs.
 *
 * <p>An id is the name of the run's folder and part of addresses, so it holds nothing that a file
 * system or a URL treats in its own way. Thread-safe.
 */
public final class RunIds {

  /** What an id is made of, to follow "must be". */
  public static final String FORM =
      "1 to 128 letters, digits, '.', '_' or '-', not starting with '.'";

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Without 0 and 1, which look like letters. */
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz23456789";

  private static final int RANDOM_CHARACTERS = 4;

  private RunIds() {}

  /**
   * A new id such as {@code 20261121-134306-k3f9}: the time in UTC, so that ids sort by it, and
   * four characters that tell runs of the same second apart (one in 1.3 million is the same).
   */
  public static String next(Instant now) {
    return next(now, new SecureRandom());
  }

  static String next(Instant now, RandomGenerator random) {
    StringBuilder id = new StringBuilder(TIME.format(now)).append('-');
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /** Whether a text can be the id of a run. */
  public static boolean isValid(String id) {
    return VALID.matcher(id).matches();
  }

  /**
   * The id itself.
   *
   * @throws IllegalArgumentException if it cannot be one; the message is one line
   */
  public static String check(String id) {
    if (!isValid(id)) {
      String shown = id.length() > 128 ? id.substring(0, 40) + "…" : id;
      throw new IllegalArgumentException(
          "bad run id '" + shown.replaceAll("\\p{Cntrl}", "?") + "': must be " + FORM);
    }
    return id;
  }
}
