package io.stepscope.tracker.mlflow;

import io.stepscope.http.HttpAnswer;
import io.stepscope.http.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What MLflow said to one request. Errors are {@code {"error_code": …, "message": …}} with a status
 * of 4xx or 5xx ({@code mlflow/exceptions.py}, {@code mlflow/protos/databricks.proto}).
 */
final class Reply {
  private static final int LONGEST_MESSAGE = 300;

  private final URI server;
  private final int status;
  private final Duration retryAfter;
  private final boolean understood;
  private final JsonValue json;
  private final String text;
  private final UnaryOperator<String> discreet;

  /**
   * @param discreet takes our credentials out of a text
   */
  Reply(URI server, HttpAnswer answer, UnaryOperator<String> discreet) {
    this.server = server;
    this.discreet = discreet;
    this.status = answer.status();
    this.retryAfter = answer.retryAfter();
    this.text = answer.text();
    JsonValue read = JsonValue.MISSING;
    try {
      read = answer.json();
    } catch (IOException e) {
      // A proxy's page, or none of MLflow's servers.
    }
    json = read;
    understood = read.isObject();
  }

  /** Whether it was taken, as MLflow itself says. */
  boolean isOk() {
    return status / 100 == 2 && understood;
  }

  int status() {
    return status;
  }

  JsonValue json() {
    return json;
  }

  /** MLflow's word for the error; empty if there is none. */
  String errorCode() {
    return isOk() ? "" : json.get("error_code").text();
  }

  /** One line of what it says about an error. */
  String message() {
    String said = json.get("message").text().lines().findFirst().orElse("");
    String message = discreet.apply(said);
    if (message.length() > LONGEST_MESSAGE) {
      message = message.substring(0, LONGEST_MESSAGE) + "…";
    }
    return message.isEmpty() ? "HTTP " + status : message + " (HTTP " + status + ")";
  }

  /** Whether the server was started without its proxy for artifacts, which it says with a 503. */
  boolean servesNoArtifacts() {
    return text.contains("--serve-artifacts");
  }

  /** The reply itself if it was taken. */
  Reply orThrow() throws UndeliveredException {
    if (isOk()) {
      return this;
    }
    throw failure();
  }

  /** What follows for the delivery. */
  UndeliveredException failure() {
    boolean gone = errorCode().equals("RESOURCE_DOES_NOT_EXIST");
    if (status / 100 == 2) {
      return UndeliveredException.retry(server + " answers, but not as MLflow does; is it one?");
    } else if (status / 100 == 3) {
      return UndeliveredException.refused(
          server + " sends to another address (HTTP " + status + "); set mlflow.uri to that one");
    } else if (status == 401 || status == 403) {
      return UndeliveredException.refused(
          server
              + " does not accept the credentials (HTTP "
              + status
              + "); set mlflow.token, or mlflow.username and mlflow.password");
    } else if (errorCode().equals("FEATURE_DISABLED")) {
      return UndeliveredException.refused(
          server + ": " + message() + "; unset mlflow.workspace if the server has none");
    } else if (status == 500 && errorCode().equals("INTERNAL_ERROR")) {
      return UndeliveredException.internalError(server + ": " + message(), retryAfter);
    } else if (status == 408 || status == 429 || status / 100 == 5) {
      return UndeliveredException.retry(server + ": " + message(), retryAfter);
    } else if (status == 404 && !gone) {
      return UndeliveredException.retry(server + " has no MLflow (HTTP 404); is it one?");
    } else if (gone || message().contains("must be in the 'active' state")) {
      return UndeliveredException.refused(
          server
              + ": "
              + message()
              + "; restore it there, or delete cursors/mlflow in the run folder, and all is written"
              + " anew");
    }
    return UndeliveredException.rejected(server + ": " + message());
  }
}
