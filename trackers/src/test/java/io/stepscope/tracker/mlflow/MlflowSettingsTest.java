package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowSettingsTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "MLFLOW_TRACKING_URI", "https://tracking.example:8443/mlflow/",
          "MLFLOW_TRACKING_USERNAME", "ada",
          "MLFLOW_TRACKING_PASSWORD", "lovelace",
          "MLFLOW_TRACKING_TOKEN", "token-1",
          "MLFLOW_EXPERIMENT_NAME", "theirs",
          "MLFLOW_WORKSPACE", "team-a",
          "MLFLOW_HTTP_REQUEST_TIMEOUT", "7");

  @Test
  void readsMlflowsOwnVariables() {
    MlflowSettings settings = new MlflowSettings(Map.of(), VARIABLES);

    assertThat(settings.server()).hasToString("https://tracking.example:8443/mlflow");
    assertThat(settings.authorization()).isEqualTo("Basic YWRhOmxvdmVsYWNl");
    assertThat(settings.workspace()).isEqualTo("team-a");
    assertThat(settings.timeout()).hasSeconds(7);
    assertThat(settings.experiment("default")).isEqualTo("theirs");
    assertThat(settings.experiment("digits")).isEqualTo("digits");
  }

  @Test
  void prefersItsOwnKeys() {
    MlflowSettings settings =
        new MlflowSettings(
            Map.of("uri", "http://127.0.0.1:5000", "token", "t", "experiment", "mine"), VARIABLES);

    assertThat(settings.server()).hasToString("http://127.0.0.1:5000");
    assertThat(settings.authorization()).isEqualTo("Bearer t");
    assertThat(settings.experiment("digits")).isEqualTo("mine");
  }

  @Test
  void takesCredentialsFromTheAddress() {
    MlflowSettings settings =
        new MlflowSettings(Map.of("uri", "http://ada:lovelace@127.0.0.1:5000"), Map.of());

    assertThat(settings.server()).hasToString("http://127.0.0.1:5000");
    assertThat(settings.authorization()).isEqualTo("Basic YWRhOmxvdmVsYWNl");
  }

  @Test
  void putsCredentialsOfSeveralPlacesTogether() {
    Map<String, String> password = Map.of("MLFLOW_TRACKING_PASSWORD", "lovelace");
    Map<String, String> user = Map.of("MLFLOW_TRACKING_USERNAME", "ada");
    for (MlflowSettings settings :
        List.of(
            new MlflowSettings(Map.of("uri", "http://h:1", "username", "ada"), password),
            new MlflowSettings(Map.of("uri", "http://h:1", "password", "lovelace"), user),
            new MlflowSettings(Map.of("uri", "http://ada@h:1"), password))) {
      assertThat(settings.authorization()).isEqualTo("Basic YWRhOmxvdmVsYWNl");
    }
  }

  @Test
  void sendsNoHeadersThatNobodyAskedFor() {
    MlflowSettings settings = new MlflowSettings(Map.of("uri", "http://h:1"), Map.of());

    assertThat(settings.authorization()).isNull();
    assertThat(settings.workspace()).isNull();
    assertThat(settings.experiment("default")).isEqualTo("Default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "databricks",
        "./mlruns",
        "sqlite:///mlflow.db",
        "file:///tmp/mlruns",
        "http://",
        "http://user:hunter2-secret@ho st/"
      })
  void saysWhatIsWrongWithAnAddressButNotThePassword(String uri) {
    assertThatThrownBy(() -> new MlflowSettings(Map.of("uri", uri), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("mlflow.uri", "http://127.0.0.1:5000")
        .hasMessageNotContaining("hunter2-secret")
        .hasNoCause();
  }

  @Test
  void saysWhatElseIsWrong() {
    Map<String, String> server = Map.of("uri", "http://h:1");
    assertThatThrownBy(() -> new MlflowSettings(Map.of(), Map.of()))
        .hasMessageContaining("MLFLOW_TRACKING_URI");
    assertThatThrownBy(
            () -> new MlflowSettings(Map.of("uri", "http://h:1", "mode", "offline"), Map.of()))
        .hasMessageContaining("sync");
    assertThatThrownBy(
            () -> new MlflowSettings(Map.of("uri", "http://h:1", "timeout", "soon"), Map.of()))
        .hasMessageContaining("mlflow.timeout=soon");
    assertThatThrownBy(
            () -> new MlflowSettings(Map.of("uri", "http://h:1", "token", "a\nb-secret"), Map.of()))
        .hasMessageContaining("mlflow.token")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(
            () -> new MlflowSettings(server, Map.of("MLFLOW_TRACKING_AWS_SIGV4", "true")))
        .hasMessageContaining("MLFLOW_TRACKING_AWS_SIGV4");
    assertThatThrownBy(
            () ->
                new MlflowSettings(
                    Map.of("uri", "https://h", "server_cert", "no-such-file.pem"), Map.of()))
        .hasMessageContaining("mlflow.server_cert=no-such-file.pem");
  }
}
