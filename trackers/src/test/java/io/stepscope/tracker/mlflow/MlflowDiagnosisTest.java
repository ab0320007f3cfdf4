package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.tracker.Finding;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.fakes.Fault;
import io.stepscope.tracker.fakes.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MlflowDiagnosisTest {
  private static final String SECRET = "s3cr3t-of-mine";

  private final FakeMlflow mlflow = new FakeMlflow();
  private final Map<String, String> keys = new HashMap<>();
  private Clock clock = Clock.systemUTC();

  @SuppressWarnings("NullAway.Init") // set before each test
  private FakeServer server;

  @BeforeEach
  void serve() throws IOException {
    server = new FakeServer(mlflow);
    keys.put("uri", server.uri().toString());
    keys.put("timeout", "5");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void findsNothingWrongWithAGoodServer() {
    assertThat(diagnosed())
        .extracting(Finding::grade, Finding::subject)
        .containsExactly(
            tuple(Finding.Grade.OK, "server"),
            tuple(Finding.Grade.OK, "clock"),
            tuple(Finding.Grade.OK, "access"));
    assertThat(diagnosed().get(0).state()).endsWith(", MLflow 2.12.2");
    assertThat(mlflow.runs).isEmpty();
  }

  @Test
  void tellsAWrongKeyFromAMissingOne() {
    mlflow.asking("Bearer right");
    assertThat(diagnosed())
        .singleElement()
        .isEqualTo(
            Finding.problem(
                "access",
                "the server wants credentials (401), and there are none",
                "set mlflow.username and mlflow.password, or mlflow.token"));
    keys.put("token", SECRET);
    assertThat(diagnosed())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.state()).contains("does not take the credentials (401)");
              assertThat(finding.toString()).doesNotContain(SECRET);
            });
  }

  @Test
  void warnsOfAnOldServer() {
    mlflow.version = "2.9.1";
    assertThat(diagnosed().get(0).grade()).isEqualTo(Finding.Grade.WARNING);
    assertThat(diagnosed().get(0).state()).contains("MLflow 2.9", "older than 2.12");
  }

  @Test
  void noticesADeadServerAndOneThatFails() {
    server.failing(FaultPlan.always(Fault.UNAVAILABLE));
    assertThat(diagnosed())
        .singleElement()
        .satisfies(finding -> assertThat(finding.state()).endsWith("answers 503"));
    server.failing(FaultPlan.always(Fault.GARBAGE));
    assertThat(diagnosed())
        .anySatisfy(finding -> assertThat(finding.state()).contains("but not as MLflow does"));
    server.stop();
    assertThat(diagnosed())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.grade()).isEqualTo(Finding.Grade.PROBLEM);
              assertThat(finding.state()).startsWith("no answer from http://127.0.0.1:");
              assertThat(finding.fix()).contains("mlflow.uri");
            });
  }

  @Test
  void noticesAServerThatDoesNotAnswerInTime() {
    keys.put("timeout", "0.2");
    server.failing(FaultPlan.always(Fault.SILENT));
    assertThat(diagnosed())
        .singleElement()
        .satisfies(finding -> assertThat(finding.state()).contains("no answer within 0.2 s"));
  }

  @Test
  void noticesAClockThatIsWrong() {
    clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-7));
    assertThat(diagnosed())
        .filteredOn(finding -> finding.subject().equals("clock"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.grade()).isEqualTo(Finding.Grade.WARNING);
              assertThat(finding.state()).matches("is [67] min \\d\\d s behind the server's");
            });
  }

  @Test
  void saysWhatIsWrongWithSettings() {
    keys.remove("uri");
    assertThatThrownBy(this::provided)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mlflow.uri is not set");
  }

  private List<Finding> diagnosed() {
    List<Finding> findings = new ArrayList<>();
    new MlflowDiagnosis(new MlflowSettings(keys, Map.of()), clock).run(findings::add);
    return findings;
  }

  private List<Finding> provided() {
    List<Finding> findings = new ArrayList<>();
    new MlflowTrackerProvider(Map.of())
        .diagnose(new TrackerSettings("r", Path.of("r"), keys), findings::add);
    return findings;
  }
}
