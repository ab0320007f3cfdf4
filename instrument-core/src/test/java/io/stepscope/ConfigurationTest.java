package io.stepscope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.configuration.ConfigurationException;
import io.stepscope.configuration.Forwarding;
import io.stepscope.configuration.HistogramSchedule;
import io.stepscope.configuration.Origin;
import io.stepscope.configuration.ProgressMode;
import io.stepscope.configuration.ResetMode;
import io.stepscope.configuration.Setting;
import io.stepscope.configuration.Surroundings;
import io.stepscope.configuration.TrackerMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  private static final Map<String, Set<String>> TRACKERS =
      Map.of(
          "tensorboard", Set.of(),
          "mlflow", Set.of("tracking_uri", "token"),
          "wandb", Set.of("project", "api_key"));

  @TempDir Path directory;

  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();

  private Configuration.Builder builder() {
    return Configuration.builder()
        .surroundings(new Surroundings(environment, properties, directory))
        .knownTrackers(TRACKERS);
  }

  private void file(String... lines) throws IOException {
    Files.write(directory.resolve("stepscope.properties"), List.of(lines));
  }

  @Test
  void hasTheDocumentedDefaults() {
    Configuration configuration = builder().build();

    assertThat(configuration.enabled()).isTrue();
    assertThat(configuration.directory()).isEqualTo(directory.resolve("runs"));
    assertThat(configuration.experiment()).isEqualTo("default");
    assertThat(configuration.name()).isEmpty();
    assertThat(configuration.resume()).isEmpty();
    assertThat(configuration.rank()).isZero();
    assertThat(configuration.trackers()).containsExactly("tensorboard");
    assertThat(configuration.histograms()).isEqualTo(HistogramSchedule.AUTO);
    assertThat(configuration.overhead()).isEqualTo(0.01);
    assertThat(configuration.console()).isTrue();
    assertThat(configuration.progress()).isEqualTo(ProgressMode.AUTO);
    assertThat(configuration.probes()).isTrue();
    assertThat(configuration.probesInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(configuration.customProbes()).isEmpty();
    assertThat(configuration.forward()).isEqualTo(Forwarding.THREAD);
    assertThat(configuration.journalMaxBytes()).isEqualTo(4L << 30);
    assertThat(configuration.uiPort()).isEmpty();
    assertThat(configuration.step()).isEmpty();
    assertThat(configuration.controlReset()).isEqualTo(ResetMode.INITIALIZERS);
    assertThat(configuration.trackerMode("mlflow")).isEqualTo(TrackerMode.AUTO);
    assertThat(configuration.tracker("mlflow")).isEmpty();
    assertThat(configuration.origin("dir").kind()).isEqualTo(Origin.Kind.DEFAULTS);
    assertThat(configuration.settings()).isEmpty();
  }

  @Test
  void laterPlacesWinAndEveryValueRemembersItsPlace() throws IOException {
    file("name=file");
    Configuration fromFile = builder().build();
    environment.put("STEPSCOPE_NAME", "environment");
    Configuration fromEnvironment = builder().build();
    properties.put("stepscope.name", "property");
    Configuration fromProperty = builder().build();
    Configuration fromAgent = builder().agentArguments("name=agent").build();
    Configuration fromCode = builder().agentArguments("name=agent").set("name", "code").build();

    assertThat(fromFile.name()).contains("file");
    assertThat(fromFile.origin("name"))
        .isEqualTo(new Origin(Origin.Kind.FILE, "stepscope.properties"));
    assertThat(fromEnvironment.name()).contains("environment");
    assertThat(fromEnvironment.origin("name").place())
        .isEqualTo("environment variable STEPSCOPE_NAME");
    assertThat(fromProperty.name()).contains("property");
    assertThat(fromProperty.origin("name").place()).isEqualTo("system property stepscope.name");
    assertThat(fromAgent.name()).contains("agent");
    assertThat(fromAgent.origin("name").place()).isEqualTo("the agent arguments");
    assertThat(fromCode.name()).contains("code");
    assertThat(fromCode.origin("name").kind()).isEqualTo(Origin.Kind.CODE);
  }

  @Test
  void readsAgentArguments() {
    Configuration configuration =
        builder().agentArguments("experiment=digits,trackers=tensorboard+mlflow,").build();

    assertThat(configuration.experiment()).isEqualTo("digits");
    assertThat(configuration.trackers()).containsExactly("tensorboard", "mlflow");
  }

  @Test
  void readsEveryFormOfValue() throws IOException {
    file(
        "enabled=off",
        "dir=/data/runs",
        "trackers=wandb, mlflow",
        "histograms=every:100",
        "overhead=0.5%",
        "progress=PLAIN",
        "probes.interval=500ms",
        "forward=off",
        "journal.max=1.5GB",
        "ui=8080",
        "step=org.example.Loop#step",
        "control.reset=snapshot",
        "wandb.mode=offline",
        "wandb.project=größer");
    Configuration configuration = builder().build();

    assertThat(configuration.enabled()).isFalse();
    assertThat(configuration.directory()).isEqualTo(directory.resolve("/data/runs"));
    assertThat(configuration.trackers()).containsExactly("wandb", "mlflow");
    assertThat(configuration.histograms()).isEqualTo(HistogramSchedule.every(100));
    assertThat(configuration.overhead()).isEqualTo(0.005);
    assertThat(configuration.progress()).isEqualTo(ProgressMode.PLAIN);
    assertThat(configuration.probesInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(configuration.forward()).isEqualTo(Forwarding.OFF);
    assertThat(configuration.journalMaxBytes()).isEqualTo(1_500_000_000L);
    assertThat(configuration.uiPort()).hasValue(8080);
    assertThat(configuration.step()).contains("org.example.Loop#step");
    assertThat(configuration.controlReset()).isEqualTo(ResetMode.SNAPSHOT);
    assertThat(configuration.trackerMode("wandb")).isEqualTo(TrackerMode.OFFLINE);
    assertThat(configuration.tracker("wandb"))
        .containsOnly(Map.entry("mode", "offline"), Map.entry("project", "größer"));
  }

  @Test
  void findsTheKeysOfEnvironmentVariables() {
    environment.put("STEPSCOPE_JOURNAL_MAX", "1MiB");
    environment.put("STEPSCOPE_MLFLOW_TRACKING_URI", "http://localhost:5000");
    environment.put("STEPSCOPE_PROBES_COMMAND_MY_NPU_RUN", "npu-smi --json");
    environment.put("STEPSCOPE_PROBES_COMMAND_MY_NPU_JSON_POWER_WATTS", "$.chip.power");
    environment.put("STEPSCOPE_PROBES_FILE_FAN_SPEED_RPM", "/sys/class/hwmon/*/fan1_input");
    environment.put("STEPSCOPE_PROBES_OPENMETRICS_DCGM_URL", "http://localhost:9400/metrics");
    environment.put("PATH", "/bin");
    Configuration configuration = builder().build();

    assertThat(configuration.journalMaxBytes()).isEqualTo(1 << 20);
    assertThat(configuration.tracker("mlflow"))
        .containsOnly(Map.entry("tracking_uri", "http://localhost:5000"));
    assertThat(configuration.customProbes())
        .containsOnly(
            Map.entry("command.my_npu.run", "npu-smi --json"),
            Map.entry("command.my_npu.json.power_watts", "$.chip.power"),
            Map.entry("file.fan.speed_rpm", "/sys/class/hwmon/*/fan1_input"),
            Map.entry("openmetrics.dcgm.url", "http://localhost:9400/metrics"));
  }

  @Test
  void noTrackersMeansRecordOnly() {
    assertThat(builder().agentArguments("trackers=").build().trackers()).isEmpty();
  }

  @Test
  void theDefaultTrackerNeedNotBeThere() {
    assertThat(builder().knownTrackers(Map.of()).build().trackers()).isEmpty();
  }

  @Test
  void anEmptyValueGivesTheDefaultBack() throws IOException {
    file("overhead=3%", "name=file");
    environment.put("STEPSCOPE_OVERHEAD", "");
    environment.put("STEPSCOPE_NAME", " ");

    assertThat(builder().build().overhead()).isEqualTo(0.01);
    assertThat(builder().build().name()).isEmpty();
  }

  @Test
  void acceptsAnyTrackerUntilTheyAreKnown() {
    environment.put("STEPSCOPE_COMET_MODE", "offline");
    Configuration configuration =
        Configuration.builder()
            .surroundings(new Surroundings(environment, properties, directory))
            .agentArguments("trackers=comet,comet.workspace=lab")
            .build();

    assertThat(configuration.trackers()).containsExactly("comet");
    assertThat(configuration.tracker("comet")).containsOnly(Map.entry("workspace", "lab"));
  }

  @Test
  void namesTheNearestKey() throws IOException {
    file("tracker=mlflow");
    assertComplaint("unknown key 'tracker' in stepscope.properties; did you mean 'trackers'?");
    file("stepscope.dir=x");
    assertComplaint("unknown key 'stepscope.dir' in stepscope.properties; did you mean 'dir'?");
    file("wandb.projct=x");
    assertComplaint(
        "unknown key 'wandb.projct' in stepscope.properties; did you mean 'wandb.project'?");
    file("completely.else=x");
    assertComplaint("unknown key 'completely.else' in stepscope.properties");
    file("");
    properties.put("stepscope.hitsograms", "off");
    assertComplaint(
        "unknown key 'hitsograms' in system property stepscope.hitsograms;"
            + " did you mean 'histograms'?");
    properties.clear();
    environment.put("STEPSCOPE_TRACKER", "mlflow");
    assertComplaint(
        "unknown environment variable STEPSCOPE_TRACKER; did you mean 'STEPSCOPE_TRACKERS'?");
  }

  @Test
  void namesTheNearestTracker() {
    environment.put("STEPSCOPE_TRACKERS", "tensorboard,mlfow");
    assertComplaint(
        "unknown tracker 'mlfow' for 'trackers' in environment variable STEPSCOPE_TRACKERS:"
            + " must be among mlflow, tensorboard, wandb; did you mean 'mlflow'?");
  }

  @Test
  void saysWhatABadValueMustBe() {
    assertBad(
        "overhead=5", "bad value '5' for 'overhead' in the agent arguments: must be a percent");
    assertBad("overhead=101%", "must be a percentage from 0% to 100%");
    assertBad("histograms=every:0", "must be auto, off, or every:N with N from 1");
    assertBad("histograms=aut", "did you mean 'auto'?");
    assertBad("enabled=of", "must be on or off; did you mean 'off'?");
    assertBad("forward=proces", "must be thread, process or off; did you mean 'process'?");
    assertBad("probes.interval=5", "must be a duration of at least 100ms, such as");
    assertBad("probes.interval=0s", "must be a duration of at least 100ms, such as");
    assertBad(
        "probes.interval=99ms",
        "bad value '99ms' for 'probes.interval' in the agent arguments: must be a duration of at"
            + " least 100ms");
    assertBad("journal.max=-1GiB", "must be a size such as");
    assertBad("journal.max=99999999999GiB", "must be a size such as");
    assertBad("rank=-1", "must be a number, 0 or more");
    assertBad("ui=70000", "must be off, on, or a port from 0 to 65535");
    assertBad("resume=../etc", "must be the id of a run: 1 to 128 letters");
    assertBad("step=loop", "must be package.Class#method");
    assertBad("wandb.mode=onlin", "must be online, offline or auto; did you mean 'online'?");
    assertBad("probes.openmetrics.x.url=file:///etc", "must be an http or https address");
    assertBad("digits", "'digits' in the agent arguments is not of the form key=value");
    assertBad("api_key=sesame", "unknown key 'api_key' in the agent arguments");
  }

  @Test
  void messagesAreOneLineWithoutSecrets() throws IOException {
    file("wandb.api_key=planted\\u0001secret");
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'wandb.api_key'")
        .hasMessageContaining("'***'")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("planted").doesNotContain("\n"));
    file("rank=a\\nb");
    assertThatThrownBy(() -> builder().build())
        .hasMessageStartingWith("bad value 'a?b' for 'rank'");
    file("rank=ghp_abcdefghijklmnopqrstuvwxyz0123456789");
    assertThatThrownBy(() -> builder().build()).hasMessageContaining("'***'");
  }

  @Test
  void showsItsSettingsWithoutSecrets() {
    Configuration configuration =
        builder().agentArguments("wandb.api_key=planted-secret,name=first").build();

    assertThat(configuration.tracker("wandb")).containsEntry("api_key", "planted-secret");
    assertThat(configuration.settings())
        .extracting(Setting::key, Setting::value)
        .containsExactly(tuple("name", "first"), tuple("wandb.api_key", "***"));
    assertThat(configuration.toString()).doesNotContain("planted");
  }

  @Test
  void aFileThatIsNoPropertiesFileIsOneClearLine() throws IOException {
    file("name=\\u00zz");
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("cannot read ")
        .hasMessageContaining("stepscope.properties");
  }

  private void assertBad(String agentArguments, String words) {
    assertThatThrownBy(() -> builder().agentArguments(agentArguments).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(words);
  }

  private void assertComplaint(String message) {
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }
}
