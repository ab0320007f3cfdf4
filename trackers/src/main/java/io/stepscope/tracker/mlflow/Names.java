package io.stepscope.tracker.mlflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What MLflow allows as the name of a metric, hyper-parameter or tag: letters and digits of any
 * script, {@code _ - . /} and blanks, at most 250 characters, and a path that is normal ({@code
 * mlflow/utils/validation.py}). What is not allowed becomes {@code _}, and the name then ends in a
 * hash of the whole, so that different names stay different.
 */
final class Names {
  static final int LONGEST = 250;
  private static final int HASH = 8;

  private Names() {}

  /** The name itself if it is allowed, or else one that is. */
  static String allowed(String name) {
    String clean = clean(name);
    if (clean.startsWith("..")) {
      // As a path it might lead out of its folder.
      clean = "__" + clean.substring(2);
    }
    if (clean.equals(name) && name.length() <= LONGEST) {
      return name;
    }
    int most = LONGEST - HASH - 1;
    String cut = clean.length() <= most ? clean : clean.substring(0, most);
    return cut + '-' + hash(name);
  }

  /** The first 32 bits of the SHA-256 of a text, in hex. */
  static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, HASH / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static String clean(String name) {
    StringBuilder clean = new StringBuilder(name.length());
    int begin = 0;
    while (true) {
      int end = name.indexOf('/', begin);
      clean.append(segment(name.substring(begin, end < 0 ? name.length() : end)));
      if (end < 0) {
        return clean.toString();
      }
      clean.append('/');
      begin = end + 1;
    }
  }

  private static String segment(String segment) {
    if (segment.isEmpty()) {
      return "_";
    }
    if (segment.equals(".") || segment.equals("..")) {
      return "_".repeat(segment.length());
    }
    StringBuilder clean = new StringBuilder(segment.length());
    segment.codePoints().forEach(c -> clean.appendCodePoint(isAllowed(c) ? c : '_'));
    return clean.toString();
  }

  /** Letters beyond 16 bits are allowed too, but some databases cannot hold them. */
  private static boolean isAllowed(int c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '_'
          || c == '-'
          || c == '.'
          || c == ' ';
    }
    int type = Character.getType(c);
    boolean number =
        type == Character.DECIMAL_DIGIT_NUMBER
            || type == Character.LETTER_NUMBER
            || type == Character.OTHER_NUMBER;
    return c < Character.MIN_SUPPLEMENTARY_CODE_POINT && (number || Character.isLetter(c));
  }
}
