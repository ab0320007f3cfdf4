package io.stepscope.coordinates;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How a repository names its objects. */
enum ObjectFormat {
  SHA1("SHA-1", 20),
  SHA256("SHA-256", 32);

  private final String algorithm;
  private final int bytes;

  ObjectFormat(String algorithm, int bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  /** Length of a name in bytes. */
  int bytes() {
    return bytes;
  }

  boolean isName(String text) {
    return text.length() == 2 * bytes && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  MessageDigest digest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
