package io.stepscope.tracker.wandb;

import io.stepscope.http.HttpAnswer;
import io.stepscope.http.HttpSender;
import io.stepscope.http.JsonValue;
import io.stepscope.http.ServerTrust;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with W&amp;B's service: GraphQL, the file stream, and uploads to addresses that it gave.
 * The key goes to the service alone. Messages of exceptions name neither key nor address of an
 * upload, which is a key, too.
 */
final class Service {
  private static final long SLOWEST_BYTES_PER_SECOND = 100_000;
  private static final int MESSAGE = 300;

  /** Set by the HTTP client itself. */
  private static final Set<String> RESTRICTED =
      Set.of("content-length", "host", "connection", "expect", "upgrade", "authorization");

  private final HttpSender sender = new HttpSender(ServerTrust.usual());
  private final WandbSettings settings;
  private final Quota quota = new Quota();
  private boolean accepted;

  Service(WandbSettings settings) {
    this.settings = settings;
  }

  /** Finds out whether the service is there and takes the key. */
  void check() throws ServiceException {
    if (query(Documents.VIEWER, new Variables()).get("viewer").isMissing()) {
      throw notAccepted();
    }
  }

  /**
   * Asks something of GraphQL.
   *
   * @return {@code data} of the answer
   */
  JsonValue query(String document, Variables variables) throws ServiceException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("query", document);
    body.put("variables", variables.values());
    body.put("operationName", document.split("[ (]", 3)[1]);
    URI uri = URI.create(settings.baseUrl() + "/graphql");
    JsonValue answer = json(send(post(uri, Json.of(body)), settings.timeout()));
    List<JsonValue> errors = answer.get("errors").items();
    if (!errors.isEmpty()) {
      throw ServiceException.error("W&B: " + oneLine(errors.get(0).get("message").text()));
    }
    if (!answer.get("data").isObject()) {
      throw garbage();
    }
    return answer.get("data");
  }

  /** Sends lines of a run; one request at a time, in their order. */
  void stream(String entity, String project, String body) throws ServiceException {
    quota.await();
    String path = encode(entity) + '/' + encode(project) + '/' + encode(settings.run());
    URI uri = URI.create(settings.baseUrl() + "/files/" + path + "/file_stream");
    HttpAnswer answer = send(post(uri, body), settings.timeout());
    quota.note(answer.headers());
    json(answer);
  }

  /**
   * Puts a file where the service said.
   *
   * @param headers {@code name:value}
   */
  void upload(String address, List<JsonValue> headers, BodyPublisher body) throws ServiceException {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/").resolve(address));
      for (JsonValue header : headers) {
        String[] sides = header.text().split(":", 2);
        if (sides.length == 2 && !RESTRICTED.contains(sides[0].strip().toLowerCase(Locale.ROOT))) {
          request.header(sides[0].strip(), sides[1].strip());
        }
      }
    } catch (IllegalArgumentException e) {
      throw ServiceException.refused("W&B gave an address for an upload that is none");
    }
    long seconds = Math.max(0, body.contentLength()) / SLOWEST_BYTES_PER_SECOND;
    Duration most = settings.timeout().plusSeconds(seconds);
    HttpAnswer answer = exchange(request.PUT(body).build(), most);
    if (!answer.isSuccess()) {
      throw notStored(answer);
    }
    // No store answers with a page: that is what stands between us and it.
    if (answer.headers().firstValue("Content-Type").orElse("").contains("html")) {
      throw garbage();
    }
  }

  private HttpRequest post(URI uri, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("User-Agent", "stepscope")
            .POST(BodyPublishers.ofString(body));
    ApiKey key = settings.apiKey();
    if (key != null) {
      request.header("Authorization", key.authorization());
    }
    return request.build();
  }

  /** An address that is too old is refused; the next attempt asks for another. */
  private static ServiceException notStored(HttpAnswer answer) {
    String said = "the store that W&B names says " + answer.status();
    return switch (answer.status()) {
      case 400, 413, 422 -> ServiceException.tooLarge(said);
      default -> ServiceException.failed(said, answer.retryAfter());
    };
  }

  private HttpAnswer exchange(HttpRequest request, Duration most) throws ServiceException {
    try {
      return sender.send(request, most);
    } catch (InterruptedIOException e) {
      throw ServiceException.lost("interrupted", e);
    } catch (IOException e) {
      String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw ServiceException.lost(host() + ": " + oneLine(what), e);
    }
  }

  private HttpAnswer send(HttpRequest request, Duration most) throws ServiceException {
    HttpAnswer answer = exchange(request, most);
    int status = answer.status();
    if (answer.isSuccess()) {
      accepted = true;
      return answer;
    }
    switch (status) {
      case 401 -> throw notAccepted();
      case 413 -> throw ServiceException.tooLarge(host() + " finds it too large (413)");
      case 400, 422 -> throw ServiceException.wrong(host() + " says " + status + message(answer));
      case 403, 404, 410, 501 ->
          throw ServiceException.refused(host() + " says " + status + message(answer));
      case 429 ->
          throw ServiceException.notTaken(host() + " says 429, too many", answer.retryAfter());
      default -> throw ServiceException.failed(host() + " says " + status, answer.retryAfter());
    }
  }

  /** A key that was accepted before may be again; nothing is lost by waiting. */
  private ServiceException notAccepted() {
    if (accepted) {
      return ServiceException.notTaken(
          host() + " accepts the API key no more; has it expired?", Duration.ZERO);
    }
    return ServiceException.refused(
        host() + " does not accept the API key; check WANDB_API_KEY or wandb.api_key");
  }

  private JsonValue json(HttpAnswer answer) throws ServiceException {
    try {
      JsonValue json = answer.json();
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw ServiceException.lost(host() + " does not answer as W&B does", e);
    }
    throw garbage();
  }

  private ServiceException garbage() {
    return ServiceException.lost(
        host() + " does not answer as W&B does", new IOException("not the answer"));
  }

  private String message(HttpAnswer answer) {
    try {
      JsonValue json = answer.json();
      String error = json.get("error").text();
      List<JsonValue> errors = json.get("errors").items();
      String text = errors.isEmpty() ? error : errors.get(0).get("message").text();
      return text.isEmpty() ? "" : ": " + oneLine(text);
    } catch (IOException e) {
      return "";
    }
  }

  private String oneLine(String text) {
    String line = text.lines().findFirst().orElse("");
    String cut = line.substring(0, Math.min(MESSAGE, line.length()));
    @Nullable ApiKey key = settings.apiKey();
    return key == null ? cut : key.removedFrom(cut);
  }

  private @Nullable String host() {
    return settings.baseUrl().getHost();
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
