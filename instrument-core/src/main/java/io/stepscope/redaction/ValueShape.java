package io.stepscope.redaction;

import java.util.Locale;
import java.util.Set;

/** What a value looks like, whatever the name before it. */
final class ValueShape {

  private static final int RANDOM_LENGTH = 16;

  private static final Set<String> PLAIN_WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "null", "none", "nil", "undefined");

  private ValueShape() {}

  /** Gives nothing away even as the value of a secret. */
  static boolean isPlain(String value) {
    return value.isEmpty() || PLAIN_WORDS.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Long, with letters and digits, as generated secrets are. */
  static boolean isRandom(String value) {
    return value.length() >= RANDOM_LENGTH
        && value.chars().anyMatch(Character::isDigit)
        && value.chars().anyMatch(Character::isLetter);
  }

  /** Names a file. */
  static boolean isPath(String value) {
    return value.startsWith("/")
        || value.startsWith("./")
        || value.startsWith("~/")
        || (value.length() > 2 && value.charAt(1) == ':' && value.charAt(2) == '\\');
  }
}
