package io.stepscope.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.configuration.Surroundings;
import io.stepscope.viewer.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> properties = new TreeMap<>();

  @Test
  void saysOfEachThingHowItStandsAndChangesNothing() {
    properties.put("stepscope.trackers", "tensorboard,jsonl");
    properties.put("stepscope.mlflow.token", "s3cr3t-of-mine");

    assertThat(doctor()).isZero();

    assertThat(out())
        .contains("ok       configuration: trackers tensorboard,jsonl (system property ")
        .contains("ok       run folder: folder " + dir.resolve("runs") + " will be made\n")
        .contains("ok       run folder: locks work")
        .contains("ok       run folder: journal is written through mapped memory, on ")
        .contains("ok       Java: version " + System.getProperty("java.version"))
        .contains(" GPU: ")
        .contains("ok       jsonl: folder writes into ")
        .contains("ok       tensorboard: delivery 8,192 events at once")
        .doesNotContain("s3cr3t-of-mine", "problem");
    assertThat(err()).isEmpty();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void endsWithOneWhenThereIsAProblem() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    properties.put("stepscope.dir", file.resolve("runs").toString());
    properties.put("stepscope.trackers", "mlflow");

    assertThat(doctor()).isEqualTo(1);

    assertThat(out())
        .containsPattern("problem  run folder: folder .* is no folder; set dir to a folder")
        .contains("problem  mlflow: settings mlflow.uri is not set");
    assertThat(out().lines().filter(line -> line.startsWith("problem"))).hasSize(2);
  }

  @Test
  void goesOnWithoutAConfigurationThatCanBeUsed() {
    properties.put("stepscope.histogram", "off");

    assertThat(doctor()).isEqualTo(1);

    assertThat(out())
        .contains("problem  configuration: keys unknown key 'histogram'", "did you mean")
        .contains("ok       Java: version ");
  }

  @Test
  void looksAtNamedTrackersAndGivesJson() {
    properties.put("stepscope.trackers", "");
    assertThat(doctor()).isZero();
    assertThat(out()).contains("ok       trackers: none configured: runs are recorded only");
    out.reset();

    assertThat(doctor("--tracker", "jsonl", "--json")).isZero();
    assertThat(out()).startsWith("[").contains("\"area\": \"jsonl\"", "\"grade\": \"ok\"");
    out.reset();
    assertThat(doctor("--tracker", "nobody")).isEqualTo(2);
    assertThat(err()).contains("no tracker 'nobody'");
  }

  private int doctor(String... arguments) {
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Output output = new Output(out, StandardCharsets.UTF_8, new Terminal(100, false, false));
    properties.putIfAbsent("stepscope.dir", dir.resolve("runs").toString());
    properties.putIfAbsent("stepscope.jsonl.dir", dir.resolve("jsonl").toString());
    Session session =
        new Session(
            output,
            errors,
            new Surroundings(Map.of(), properties, dir),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    String[] all = new String[arguments.length + 1];
    all[0] = "doctor";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return StepscopeCommand.run(session, all);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
