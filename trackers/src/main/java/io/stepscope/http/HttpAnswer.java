package io.stepscope.http;

import io.stepscope.tracker.RetryAfter;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * What a server answered.
 *
 * @param status of HTTP
 * @param body its bytes; not copied
 */
public record HttpAnswer(int status, HttpHeaders headers, byte[] body) {

  /** Whether the status is one of success. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** How long the server asks to be left alone; zero if it does not. */
  public Duration retryAfter() {
    return RetryAfter.of(headers.firstValue("Retry-After").orElse(null), Instant.now());
  }

  /**
   * The body as JSON.
   *
   * @throws IOException if it is something else
   */
  public JsonValue json() throws IOException {
    return JsonValue.parse(body);
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
