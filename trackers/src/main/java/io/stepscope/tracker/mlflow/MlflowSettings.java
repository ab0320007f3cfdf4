package io.stepscope.tracker.mlflow;

import io.stepscope.http.ServerTrust;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is and how to speak to it: keys of the configuration, or else MLflow's own
 * variables. Has no {@code toString}: it holds credentials.
 */
final class MlflowSettings {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI server;
  private final @Nullable Credentials credentials;
  private final @Nullable String workspace;
  private final @Nullable String experiment;
  private final @Nullable String experimentVariable;
  private final ServerTrust trust;
  private final Duration timeout;

  /**
   * Reads them.
   *
   * @param keys {@code mlflow.*} without the prefix
   * @param environment of the process
   * @throws IllegalArgumentException if they are wrong; one line that holds no secrets
   */
  MlflowSettings(Map<String, String> keys, Map<String, String> environment) {
    Lookup lookup = new Lookup(keys, environment);
    if ("offline".equalsIgnoreCase(keys.getOrDefault("mode", ""))) {
      throw new IllegalArgumentException(
          "mlflow.mode=offline: MLflow has no offline format; run `sync` when the server can be"
              + " reached");
    }
    URI given = address(lookup.value("uri", "MLFLOW_TRACKING_URI"));
    server = withoutUser(given);
    credentials = credentials(lookup, given.getUserInfo());
    workspace = lookup.value("workspace", "MLFLOW_WORKSPACE");
    experiment = lookup.key("experiment");
    experimentVariable = lookup.variable("MLFLOW_EXPERIMENT_NAME");
    trust = trust(lookup);
    timeout = timeout(lookup.value("timeout", "MLFLOW_HTTP_REQUEST_TIMEOUT"));
    if ("true".equalsIgnoreCase(lookup.variable("MLFLOW_TRACKING_AWS_SIGV4"))) {
      throw new IllegalArgumentException(
          "MLFLOW_TRACKING_AWS_SIGV4=true: requests cannot be signed for AWS; send to a server or"
              + " proxy that takes user and password or a token");
    }
    if (lookup.variable("MLFLOW_TRACKING_CLIENT_CERT_PATH") != null) {
      throw new IllegalArgumentException(
          "MLFLOW_TRACKING_CLIENT_CERT_PATH is set: certificates of clients are not supported; send"
              + " to a server or proxy that takes user and password or a token");
    }
  }

  /** Without user, query and slash at the end. */
  URI server() {
    return server;
  }

  /** Value of the header {@code Authorization}; null without credentials. */
  @Nullable String authorization() {
    return credentials == null ? null : credentials.header();
  }

  /** A text that came from the server, without our credentials. */
  String discreet(String text) {
    return credentials == null ? text : credentials.removedFrom(text);
  }

  /** Value of the header {@code X-MLFLOW-WORKSPACE}; null to send none. */
  @Nullable String workspace() {
    return workspace;
  }

  /** Whose TLS is believed. */
  ServerTrust trust() {
    return trust;
  }

  /** How long an answer may take. */
  Duration timeout() {
    return timeout;
  }

  /**
   * The name of the experiment in MLflow. Keys win over what the run says, which wins over MLflow's
   * variable unless it is our default.
   *
   * @param recorded what the run says
   */
  String experiment(String recorded) {
    if (experiment != null) {
      return experiment;
    }
    boolean ourDefault = recorded.isBlank() || recorded.equals("default");
    if (!ourDefault) {
      return recorded;
    }
    return experimentVariable == null ? "Default" : experimentVariable;
  }

  private static URI address(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException(
          "mlflow.uri is not set, nor is MLFLOW_TRACKING_URI; name a tracking server, for instance"
              + " http://127.0.0.1:5000");
    }
    String shown = "mlflow.uri=" + text.replaceAll("//[^/]*@", "//***@");
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean http = scheme.equals("http") || scheme.equals("https");
      if (!http || uri.getHost() == null) {
        throw new IllegalArgumentException(
            shown
                + " is not the address of a tracking server; start one (mlflow server) and name it,"
                + " for instance http://127.0.0.1:5000");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          shown + " is not an address; name a tracking server such as http://127.0.0.1:5000");
    }
  }

  private static URI withoutUser(URI given) {
    String path = given.getRawPath() == null ? "" : given.getRawPath().replaceAll("/+$", "");
    String port = given.getPort() < 0 ? "" : ":" + given.getPort();
    return URI.create(given.getScheme() + "://" + given.getHost() + port + path);
  }

  /**
   * The credentials of the nearest place; user and password win over a token there. Where no place
   * has all of them they are put together.
   */
  private static @Nullable Credentials credentials(Lookup lookup, @Nullable String userInfo) {
    Credentials ofKeys =
        Credentials.of(lookup.key("username"), lookup.key("password"), lookup.key("token"));
    if (ofKeys != null) {
      return ofKeys;
    }
    String password = lookup.value("password", "MLFLOW_TRACKING_PASSWORD");
    if (userInfo != null) {
      String[] sides = userInfo.split(":", 2);
      String behind = password == null ? "" : password;
      return Credentials.of(sides[0], sides.length < 2 ? behind : sides[1], null);
    }
    return Credentials.of(
        lookup.value("username", "MLFLOW_TRACKING_USERNAME"),
        password,
        lookup.value("token", "MLFLOW_TRACKING_TOKEN"));
  }

  private static ServerTrust trust(Lookup lookup) {
    String insecure = lookup.value("insecure_tls", "MLFLOW_TRACKING_INSECURE_TLS");
    if ("true".equalsIgnoreCase(insecure)) {
      return ServerTrust.anybody();
    }
    String file = lookup.value("server_cert", "MLFLOW_TRACKING_SERVER_CERT_PATH");
    if (file == null) {
      return ServerTrust.usual();
    }
    try {
      return ServerTrust.certificates(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "mlflow.server_cert=" + file + " cannot be used: " + e.getMessage() + "; name a PEM file",
          e);
    }
  }

  private static Duration timeout(@Nullable String seconds) {
    if (seconds == null) {
      return TIMEOUT;
    }
    try {
      double number = Double.parseDouble(seconds);
      if (number >= 0.1 && number <= 86_400) {
        return Duration.ofMillis(Math.round(number * 1_000));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "mlflow.timeout="
            + seconds
            + " is not a number of seconds from 0.1 to 86400; the default"
            + " is 30");
  }

  /** Blank is as if it were not there. */
  private record Lookup(Map<String, String> keys, Map<String, String> environment) {
    @Nullable String key(String name) {
      return present(keys.get(name));
    }

    @Nullable String variable(String name) {
      return present(environment.get(name));
    }

    @Nullable String value(String key, String variable) {
      String value = key(key);
      return value == null ? variable(variable) : value;
    }

    private static @Nullable String present(@Nullable String value) {
      return value == null || value.isBlank() ? null : value.strip();
    }
  }
}
