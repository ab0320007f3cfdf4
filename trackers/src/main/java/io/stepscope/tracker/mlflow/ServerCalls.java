package io.stepscope.tracker.mlflow;

import io.stepscope.http.HttpAnswer;
import io.stepscope.http.HttpSender;
import io.stepscope.json.JsonWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Requests to one server, with credentials. Used by one thread at a time. */
final class ServerCalls {
  private final MlflowSettings settings;
  private final HttpSender sender;

  ServerCalls(MlflowSettings settings) {
    this.settings = settings;
    this.sender = new HttpSender(settings.trust());
  }

  URI server() {
    return settings.server();
  }

  /** Calls an endpoint of {@code api/2.0/mlflow/} with an object. */
  Reply post(String endpoint, JsonWriter object) throws UndeliveredException {
    return post(endpoint, object.toByteArray());
  }

  /** Calls it with an object as JSON. */
  Reply post(String endpoint, byte[] object) throws UndeliveredException {
    HttpRequest.Builder request =
        request(URI.create(server() + "/api/2.0/mlflow/" + endpoint))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(object));
    return reply(send(request, settings.timeout()));
  }

  /**
   * Asks an endpoint of {@code api/2.0/mlflow/}.
   *
   * @param query names and values in turn
   */
  Reply get(String endpoint, String... query) throws UndeliveredException {
    StringBuilder uri = new StringBuilder(server() + "/api/2.0/mlflow/" + endpoint);
    for (int i = 0; i < query.length; i += 2) {
      uri.append(i == 0 ? '?' : '&').append(query[i]).append('=');
      uri.append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
    }
    return reply(send(request(URI.create(uri.toString())), settings.timeout()));
  }

  /** The server's version, such as {@code 2.12.2}; null if it does not say. */
  @Nullable String version() throws UndeliveredException {
    HttpAnswer answer = send(request(URI.create(server() + "/version")), settings.timeout());
    if (answer.status() == 429 || answer.status() / 100 == 5) {
      throw reply(answer).failure();
    }
    String text = answer.text().strip();
    return answer.isSuccess() && text.matches("\\d+\\.\\d+[\\w.+-]{0,40}") ? text : null;
  }

  /** What an answer says. */
  Reply reply(HttpAnswer answer) {
    return new Reply(server(), answer, settings::discreet);
  }

  /** A request to any address. */
  HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    String authorization = settings.authorization();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    String workspace = settings.workspace();
    if (workspace != null) {
      request.header("X-MLFLOW-WORKSPACE", workspace);
    }
    return request;
  }

  /** How long the answer to something small may take. */
  Duration timeout() {
    return settings.timeout();
  }

  HttpAnswer send(HttpRequest.Builder request, Duration most) throws UndeliveredException {
    try {
      return sender.send(request.build(), most);
    } catch (InterruptedIOException e) {
      throw UndeliveredException.retry("interrupted while talking to " + server());
    } catch (IOException e) {
      String message = e.getMessage();
      String why = message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
      throw UndeliveredException.retry(
          "no answer from " + server() + ": " + why.lines().findFirst().orElse(""));
    }
  }
}
