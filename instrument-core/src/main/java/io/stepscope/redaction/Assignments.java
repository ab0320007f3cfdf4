package io.stepscope.redaction;

import io.stepscope.redaction.SecretNames.Verdict;

/**
 * Masks the values of {@code name=value}, {@code name: value} and {@code "name": "value"} in a text
 * where the name is that of a secret.
 */
final class Assignments {

  private static final int LONGEST_NAME = 80;

  /** So much of a value tells whether it looks like a secret. */
  private static final int JUDGED_LENGTH = 256;

  private Assignments() {}

  static String mask(String text) {
    StringBuilder masked = null;
    int copied = 0;
    int knownEnd = -1; // of the last value that was looked at, so that no value is scanned twice
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c != '=' && c != ':') || i < copied) {
        continue;
      }
      Verdict verdict = verdictBefore(text, i);
      if (verdict == Verdict.HARMLESS) {
        continue;
      }
      int start = valueStart(text, i + 1);
      int end = start < knownEnd ? knownEnd : valueEnd(text, start);
      knownEnd = end;
      if (!isSecret(text.substring(start, Math.min(end, start + JUDGED_LENGTH)), verdict, c)) {
        continue;
      }
      masked = masked == null ? new StringBuilder(text.length()) : masked;
      masked.append(text, copied, start).append(SecretShapes.MASK);
      copied = end;
    }
    return masked == null ? text : masked.append(text, copied, text.length()).toString();
  }

  private static Verdict verdictBefore(String text, int separator) {
    int end = separator;
    while (end > 0 && (text.charAt(end - 1) == ' ' || isQuote(text.charAt(end - 1)))) {
      end--;
    }
    int start = end;
    while (start > 0 && end - start < LONGEST_NAME && isNameChar(text.charAt(start - 1))) {
      start--;
    }
    if (end - start < 3 || !SecretNames.mayBeSecret(text, start, end)) {
      return Verdict.HARMLESS;
    }
    Verdict verdict = SecretNames.judge(text.substring(start, end));
    boolean query = start > 0 && (text.charAt(start - 1) == '?' || text.charAt(start - 1) == '&');
    return query && verdict == Verdict.WEAK ? Verdict.SECRET : verdict;
  }

  private static boolean isSecret(String value, Verdict verdict, char separator) {
    if (value.startsWith(SecretShapes.MASK) || ValueShape.isPlain(value)) {
      return false;
    }
    // Behind a colon short words are prose: "secret: no idea".
    boolean assigned = separator == '=' || value.length() >= 4;
    return (verdict == Verdict.SECRET && assigned) || ValueShape.isRandom(value);
  }

  private static int valueStart(String text, int from) {
    int start = from;
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    return start < text.length() && isQuote(text.charAt(start)) ? start + 1 : start;
  }

  private static int valueEnd(String text, int start) {
    boolean quoted = start > 0 && isQuote(text.charAt(start - 1));
    char quote = quoted ? text.charAt(start - 1) : 0;
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (quoted ? c == quote : isEnd(c)) {
        return end;
      }
      end += quoted && c == '\\' && end + 1 < text.length() ? 2 : 1;
    }
    return end;
  }

  private static boolean isEnd(char c) {
    return c <= ' ' || c == ',' || c == ';' || c == '&' || isQuote(c);
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isNameChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }
}
