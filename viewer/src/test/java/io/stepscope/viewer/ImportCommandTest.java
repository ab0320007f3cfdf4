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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Event files of a run, without the run. */
  @BeforeEach
  void writeEventFiles() throws IOException {
    Recorded.run(dir.resolve("recorded"), "a", "first", Recorded::training);
    assertThat(
            stepscope(
                "sync", "a", "--to", "tensorboard", "--dir", dir.resolve("recorded").toString()))
        .isZero();
    out.reset();
  }

  @Test
  void makesRunsThatOtherCommandsTreatAsAnyOther() throws IOException {
    assertThat(stepscope("import", "tensorboard", "logs")).isZero();
    assertThat(out())
        .containsPattern("^\\d{8}-\\d{6}-[a-z2-7]{6}  a  imported 401 scalars, 1 histogram, ")
        .hasLineCount(1);
    assertThat(err()).isEmpty();
    String run = out().split(" ", 2)[0];
    out.reset();

    stepscope("runs");
    assertThat(out()).containsPattern(run + " +a +logs +finished");
    out.reset();
    assertThat(stepscope("show", "latest")).isZero();
    assertThat(out()).contains("train/loss  0.05", "40 steps");
    out.reset();
    assertThat(stepscope("export", run, "--format", "jsonl")).isZero();
    assertThat(out().lines().filter(line -> line.contains("\"train/loss\""))).hasSize(40);
    out.reset();
    assertThat(stepscope("sync", run, "--to", "jsonl,tensorboard", "--verify")).isZero();
    assertThat(out())
        .containsPattern("jsonl +complete +\\d+ +0 +0 +0 +0\n")
        .containsPattern("tensorboard +scalar +401 +401 +\\d+ +0\n")
        .containsPattern("tensorboard +histogram +1 +1 +1 +0\n");
    assertThat(valuesOf(dir.resolve("jsonl").resolve(run + ".jsonl"))).hasSize(40);
  }

  @Test
  void saysWhatIsThereAlready() {
    stepscope("import", "tensorboard", "logs");
    out.reset();

    assertThat(stepscope("import", "tensorboard", "logs", "--json")).isZero();
    assertThat(out()).contains("\"outcome\": \"unchanged\"", "\"name\": \"a\"");
    out.reset();
    assertThat(stepscope("import", "tensorboard", "logs")).isZero();
    assertThat(out()).endsWith("  a  is there already, nothing new\n");
  }

  @Test
  void takesTheExperimentThatIsGiven() {
    stepscope("import", "tensorboard", "logs/a", "--experiment", "old ones");
    out.reset();
    stepscope("runs");
    assertThat(out()).containsPattern(" a +old ones +finished");
  }

  @Test
  void tellsWhatIsWrongInOneLine() {
    assertThat(stepscope("import", "tensorboard", "nowhere")).isEqualTo(1);
    assertThat(err()).contains("nowhere is not there").hasLineCount(1);
    err.reset();
    assertThat(stepscope("import", "aim", "logs")).isEqualTo(2);
    assertThat(err()).contains("no format 'aim'; there is tensorboard").hasLineCount(1);
    err.reset();
    assertThat(stepscope("import", "tensorboard", "recorded")).isEqualTo(1);
    assertThat(err()).contains("is a run of Stepscope already", "nothing to import in recorded");
    assertThat(out()).isEmpty();
  }

  @Test
  void goesOnWithTheOtherRuns() throws IOException {
    stepscope("import", "tensorboard", "logs");
    out.reset();
    try (Stream<Path> files = Files.list(dir.resolve("logs/a"))) {
      Path file = files.findFirst().orElseThrow();
      Path copy = Files.createDirectories(dir.resolve("logs/b")).resolve(file.getFileName());
      Files.copy(file, copy);
      Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 600));
    }

    assertThat(stepscope("import", "tensorboard", "logs")).isEqualTo(1);
    assertThat(err()).contains("is not the file that was imported before").hasLineCount(1);
    assertThat(out()).contains("  b  imported ");
  }

  /** The kernel lets nobody read that file, not even those who may read all others. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void goesOnWithTheOtherRunsWhereAFileCannotBeRead() throws IOException {
    Path first = Files.createDirectories(dir.resolve("logs/0"));
    Path unreadable = Path.of("/proc/sys/vm/drop_caches");
    Files.createSymbolicLink(first.resolve("events.out.tfevents.1.x"), unreadable);

    assertThat(stepscope("import", "tensorboard", "nowhere", "logs")).isEqualTo(1);
    assertThat(err()).contains("nowhere is not there", "cannot be read").hasLineCount(2);
    assertThat(out()).contains("  a  imported ").hasLineCount(1);
  }

  @Test
  void showsHowMuchWasRead() {
    PrintStream terminal = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (ImportProgress progress =
        new ImportProgress(terminal, new Terminal(100, false, false), "a/b", 4096)) {
      progress.show(1024);
    }
    assertThat(err()).matches("\\r.*a/b  #{6} +25\\.0%  1\\.0 KiB\\r.*");
  }

  private static List<String> valuesOf(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.contains("\"name\":\"train/loss\""))
        .toList();
  }

  private int stepscope(String... arguments) {
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Output output = new Output(out, StandardCharsets.UTF_8, new Terminal(100, false, false));
    Map<String, String> properties =
        Map.of(
            "stepscope.dir", dir.resolve("runs").toString(),
            "stepscope.trackers", "",
            "stepscope.tensorboard.dir", dir.resolve("logs").toString(),
            "stepscope.jsonl.dir", dir.resolve("jsonl").toString());
    Session session =
        new Session(
            output,
            errors,
            new Surroundings(Map.of(), properties, dir),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    return StepscopeCommand.run(session, arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
