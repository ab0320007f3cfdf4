package io.stepscope.tracker.wandb;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** A key of W&amp;B's service. Its text is in no message and no log. */
final class ApiKey {
  /** Letters, digits, {@code _} and {@code -}; dots in tokens of three parts. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.-]{8,}");

  private final String key;

  private ApiKey(String key) {
    this.key = key;
  }

  /**
   * Takes a key.
   *
   * @param origin where it was set, for the message
   * @throws IllegalArgumentException if it cannot be one; the message does not show it
   */
  static ApiKey of(String key, String origin) {
    String plain = key.strip();
    if (!FORM.matcher(plain).matches()) {
      throw new IllegalArgumentException(
          origin + " is no API key: letters, digits, '_', '-', at least 8; copy it again");
    }
    return new ApiKey(plain);
  }

  /** Value of the header {@code Authorization}. */
  String authorization() {
    byte[] pair = ("api:" + key).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** A text without this key, for messages that came from elsewhere. */
  String removedFrom(String text) {
    return text.replace(key, "***").replace(authorization().substring("Basic ".length()), "***");
  }

  @Override
  public String toString() {
    return "***";
  }
}
