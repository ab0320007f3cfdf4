package io.stepscope.tracker.mlflow;

import io.stepscope.http.ClockSkew;
import io.stepscope.http.HttpAnswer;
import io.stepscope.tracker.Finding;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an MLflow server what a run will depend on; changes nothing there. */
final class MlflowDiagnosis {
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
  private static final String WAIT = "; what is recorded meanwhile is delivered by `sync`";

  /** The oldest version that was tried. */
  private static final int MAJOR = 2;

  private static final int MINOR = 12;

  private final MlflowSettings settings;
  private final ServerCalls server;
  private final Clock clock;

  MlflowDiagnosis(MlflowSettings settings, Clock clock) {
    this.settings = settings;
    this.server = new ServerCalls(settings);
    this.clock = clock;
  }

  void run(Consumer<Finding> findings) {
    try {
      HttpAnswer answer = get("/version");
      if (answer.status() == 429 || answer.status() / 100 == 5) {
        findings.accept(
            Finding.problem(
                "server",
                server.server() + " answers " + answer.status(),
                "look into the server's log" + WAIT));
        return;
      }
      if (isRefused(answer.status())) {
        findings.accept(credentials(answer.status()));
        return;
      }
      findings.accept(version(answer));
      findings.accept(ClockSkew.of(answer, clock));
      findings.accept(api());
    } catch (UndeliveredException e) {
      findings.accept(
          Finding.problem(
              "server",
              String.valueOf(e.getMessage()),
              "start the server, or correct mlflow.uri" + WAIT));
    }
  }

  private Finding version(HttpAnswer answer) {
    Matcher version = VERSION.matcher(answer.text().strip());
    if (!answer.isSuccess() || !version.matches()) {
      return Finding.problem(
          "server",
          server.server() + " answers, but not as MLflow does",
          "correct mlflow.uri, or MLFLOW_TRACKING_URI");
    }
    String shown = server.server() + ", MLflow " + version.group().lines().findFirst().orElse("");
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
      return Finding.warning(
          "server",
          shown + ", is older than " + MAJOR + '.' + MINOR + ", the oldest that is tested",
          "update the server");
    }
    return Finding.ok("server", shown);
  }

  /** A call that every run makes. */
  private Finding api() throws UndeliveredException {
    String experiment = settings.experiment("");
    HttpAnswer answer =
        get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + encode(experiment));
    if (isRefused(answer.status())) {
      return credentials(answer.status());
    }
    if (answer.isSuccess() || answer.status() == 404) {
      String as = settings.authorization() == null ? "without credentials" : "with credentials";
      return Finding.ok("access", "the server takes requests " + as);
    }
    return Finding.problem(
        "access",
        "the server answers " + answer.status() + " to a question about experiment " + experiment,
        "check mlflow.workspace, and look into the server's log");
  }

  private Finding credentials(int status) {
    return settings.authorization() == null
        ? Finding.problem(
            "access",
            "the server wants credentials (" + status + "), and there are none",
            "set mlflow.username and mlflow.password, or mlflow.token")
        : Finding.problem(
            "access",
            "the server does not take the credentials (" + status + ")",
            "check mlflow.username and mlflow.password, or mlflow.token");
  }

  private static boolean isRefused(int status) {
    return status == 401 || status == 403;
  }

  private HttpAnswer get(String path) throws UndeliveredException {
    return server.send(server.request(URI.create(server.server() + path)), settings.timeout());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
