package io.stepscope.tracker.mlflow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells a server who we are. Has no {@code toString}; its texts are in no message. */
final class Credentials {
  /** Shorter ones are parts of words. */
  private static final int SHORTEST = 4;

  private final String header;
  private final List<String> secrets;

  private Credentials(String header, List<String> secrets) {
    this.header = header;
    this.secrets = secrets.stream().filter(secret -> secret.length() >= SHORTEST).toList();
  }

  /**
   * User and password if there are both, or else a token; null if there is neither.
   *
   * @throws IllegalArgumentException if a header cannot hold the token
   */
  static @Nullable Credentials of(
      @Nullable String user, @Nullable String password, @Nullable String token) {
    if (user != null && password != null) {
      byte[] both = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
      String pair = Base64.getEncoder().encodeToString(both);
      String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8);
      return new Credentials("Basic " + pair, List.of(pair, password, encoded));
    }
    if (token == null) {
      return null;
    }
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException(
          "mlflow.token (or MLFLOW_TRACKING_TOKEN) holds characters that a header cannot; copy it"
              + " again");
    }
    return new Credentials("Bearer " + token, List.of(token));
  }

  /** Value of the header {@code Authorization}. */
  String header() {
    return header;
  }

  /** A text of the server's without what it may have said back. */
  String removedFrom(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "***");
    }
    return clean;
  }
}
