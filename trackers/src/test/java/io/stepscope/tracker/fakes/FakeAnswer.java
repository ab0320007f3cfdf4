package io.stepscope.tracker.fakes;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a server answers. */
public record FakeAnswer(int status, Map<String, String> headers, byte[] body) {

  /** JSON. */
  public static FakeAnswer json(int status, String json) {
    return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /** Plain text. */
  public static FakeAnswer text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a proxy says in the place of the server behind it. */
  public static FakeAnswer html(int status, String title) {
    String page = "<html><head><title>" + title + "</title></head><body></body></html>";
    return of(status, "text/html", page.getBytes(StandardCharsets.UTF_8));
  }

  /** Any bytes. */
  public static FakeAnswer of(int status, String contentType, byte[] body) {
    return new FakeAnswer(status, Map.of("Content-Type", contentType), body);
  }

  /** The same with {@code Retry-After}. */
  public FakeAnswer after(String retryAfter) {
    return new FakeAnswer(
        status,
        Map.of(
            "Content-Type",
            headers.getOrDefault("Content-Type", "text/plain"),
            "Retry-After",
            retryAfter),
        body);
  }
}
