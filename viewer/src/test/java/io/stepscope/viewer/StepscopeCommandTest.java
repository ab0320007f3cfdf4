package io.stepscope.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.configuration.Surroundings;
import io.stepscope.viewer.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepscopeCommandTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Clock clock = Clock.systemUTC();

  @Test
  void listsRunsNewestFirst() {
    Recorded.run(dir, "a", "first", run -> run.scalar("train/loss", 4, 0.25f));
    Recorded.run(dir, "b", "second", run -> {});
    assertThat(stepscope("runs")).isZero();
    assertThat(out().lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).matches("b +second +digits +finished .* 0 +-"),
            line -> assertThat(line).matches("a +first +digits +finished .* 5 +0\\.25"));
    assertThat(err()).isEmpty();
  }

  @Test
  void listsRunsAsJson() {
    Recorded.run(dir, "a", "first", run -> run.scalar("train/loss", 4, Float.NaN));
    assertThat(stepscope("runs", "--json")).isZero();
    assertThat(out())
        .contains(
            "\"run\": \"a\"", "\"status\": \"finished\"", "\"steps\": 5", "\"loss\": \"NaN\"");
  }

  @Test
  void saysThatThereAreNoRuns() {
    assertThat(stepscope("runs")).isZero();
    assertThat(out()).isEqualTo("no runs in " + dir + "\n");
  }

  @Test
  void showsARun() {
    Recorded.run(dir, "a", "first", Recorded::training);
    assertThat(stepscope("show", "first")).isZero();
    assertThat(out())
        .contains("a, digits, first  finished", "40 steps, 2 epochs", "learning_rate 0.1")
        .contains("train/loss  0.05", "where the time went, over 40 steps")
        .containsPattern("01Linear_weight +5 +0\\.025 +0\\.107 +#.* +5 +0\\.002 +1\n")
        .containsPattern("backward +50\\.0% +#{20} +5\\.0 ms a step");
  }

  @Test
  void showsARunThatIsBeingRecorded() {
    try (Run run = Recorded.start(dir, "a", "")) {
      run.scalar("train/loss", 0, 1.0);
      assertThat(stepscope("show", "latest")).isZero();
      assertThat(out()).contains("a, digits  running", "1 step, ");
    }
  }

  @Test
  void showsARunAsJson() {
    Recorded.run(dir, "a", "first", Recorded::training);
    assertThat(stepscope("show", "a", "--json")).isZero();
    assertThat(out())
        .startsWith("{\n  \"run\": \"a\",")
        .contains("\"parameter\": \"01Linear_bias\"", "\"phase\": \"forward\"")
        .endsWith("}\n");
  }

  @Test
  void showsTheHistogramOfASeries() {
    Recorded.run(dir, "a", "first", Recorded::training);
    assertThat(stepscope("show", "a", "--histogram", "gradients/01Linear_weight")).isZero();
    assertThat(out())
        .startsWith("gradients/01Linear_weight  at step 39\n")
        .contains("5 values", "NaN 1", "zeros 1");
  }

  @Test
  void namesTheNearestHistogramWhenThereIsNone() {
    Recorded.run(dir, "a", "first", Recorded::training);
    assertThat(stepscope("show", "a", "--histogram", "gradient/01Linear_weights")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "stepscope: no histogram 'gradient/01Linear_weights' in run a;"
                + " nearest is gradients/01Linear_weight\n");
  }

  @Test
  void exportsEventsInTheOrderOfTheJournal() {
    Recorded.run(
        dir,
        "a",
        "first",
        run -> {
          run.scalar("train/loss", 0, 0.1f);
          run.scalar("train/loss", 1, Double.NaN);
        });
    assertThat(stepscope("export", "a")).isZero();
    assertThat(out().lines().filter(line -> line.contains("train/loss")))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"type\":\"scalar\"").endsWith("\"value\":0.1}"),
            line -> assertThat(line).endsWith("\"value\":\"NaN\"}"));
    assertThat(out().lines().findFirst().orElseThrow()).contains("\"type\":\"started\"");
  }

  @Test
  void exportsRankAfterRank() {
    for (int rank = 0; rank < 2; rank++) {
      try (Run run =
          Run.builder()
              .dir(dir)
              .id("a")
              .rank(rank)
              .set("trackers", "")
              .set("progress", "off")
              .start()) {
        run.scalar("train/loss", 0, 1.0 + rank);
        run.scalar("train/loss", 1, 3.0 + rank);
      }
    }
    assertThat(stepscope("export", "a")).isZero();
    assertThat(out().lines().filter(line -> line.contains("train/loss")))
        .extracting(line -> line.replaceAll(".*\"rank\":(\\d).*\"value\":(\\d).*", "$1 $2"))
        .containsExactly("0 1", "0 3", "1 2", "1 4");
    assertThat(stepscope("show", "a")).isZero();
    assertThat(out()).contains("2 ranks");
  }

  @Test
  void exportsToAFileThatAppearsAsAWhole() throws IOException {
    Recorded.run(dir, "a", "first", run -> run.scalar("train/loss", 0, 0.5));
    Path file = dir.resolve("out.csv");
    assertThat(stepscope("export", "a", "--format", "csv", "--output", file.toString())).isZero();
    assertThat(Files.readString(file))
        .startsWith("run,rank,seq,time,type,name,step,epoch,value\r\n")
        .contains(",scalar,train/loss,0,,0.5\r\n");
    assertThat(out()).isEmpty();
    assertThat(dir.resolve("out.csv.part")).doesNotExist();
  }

  @Test
  void aMissingRunIsOneLineThatNamesTheNearest() {
    Recorded.run(dir, "20261121-a", "trial", run -> {});
    assertThat(stepscope("show", "trail")).isEqualTo(1);
    assertThat(err()).isEqualTo("stepscope: no run 'trail' in " + dir + "; nearest is trial\n");
    assertThat(out()).isEmpty();
  }

  @Test
  void anAmbiguousPrefixListsTheCandidates() {
    Recorded.run(dir, "2026-a", "", run -> {});
    Recorded.run(dir, "2026-b", "", run -> {});
    assertThat(stepscope("export", "2026")).isEqualTo(1);
    assertThat(err()).isEqualTo("stepscope: '2026' may be any of 2026-b, 2026-a\n");
  }

  @Test
  void wrongUsageIsOneLineAndExitCodeTwo() {
    assertThat(stepscope("show")).isEqualTo(2);
    assertThat(stepscope("show", "a", "--step", "3")).isEqualTo(2);
    assertThat(stepscope("export", "a", "--format", "xml")).isEqualTo(2);
    assertThat(stepscope("prune")).isEqualTo(2);
    assertThat(stepscope("prune", "--older-than", "soon")).isEqualTo(2);
    assertThat(stepscope("sync", "a", "--to", "nothing")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(run("rums")).isEqualTo(2);
    assertThat(err().lines()).hasSize(8).allMatch(line -> line.startsWith("stepscope: "));
    assertThat(out()).isEmpty();
  }

  @Test
  void aRunThatCannotBeReadDoesNotStopTheList() throws IOException {
    Recorded.run(dir, "a", "", run -> {});
    Files.createDirectories(dir.resolve("b/journal"));
    Files.writeString(dir.resolve("b/journal/0"), "no folder of segments");
    Files.createDirectories(dir.resolve("c/journal"));
    assertThat(stepscope("runs")).isZero();
    assertThat(out())
        .containsPattern("a +digits +finished")
        .containsPattern("b +unreadable")
        .contains("b: its journal holds nothing that can be read", "c: has no journal yet");
    assertThat(stepscope("prune", "--keep", "0")).isZero();
    assertThat(dir.resolve("b/journal/0")).exists();
  }

  @Test
  void removesOldRunsAndSaysWhich() {
    Recorded.run(dir, "a", "", run -> {});
    Recorded.run(dir, "b", "", run -> {});
    assertThat(stepscope("prune", "--keep", "1", "--dry-run")).isZero();
    assertThat(out()).startsWith("would remove a, ");
    assertThat(dir.resolve("a")).exists();
    assertThat(stepscope("prune", "--keep", "1")).isZero();
    assertThat(out()).contains("\nremoved a, ").containsPattern("removed 1 run, \\d");
    assertThat(dir.resolve("a")).doesNotExist();
    assertThat(dir.resolve("b")).exists();
  }

  @Test
  void removesRunsByTheirAge() {
    Recorded.run(dir, "a", "", run -> {});
    assertThat(stepscope("prune", "--older-than", "30d")).isZero();
    assertThat(dir.resolve("a")).exists();
    clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(31));
    assertThat(stepscope("prune", "--older-than", "30d")).isZero();
    assertThat(dir.resolve("a")).doesNotExist();
  }

  @Test
  void neverRemovesARunThatIsBeingRecorded() {
    try (Run run = Recorded.start(dir, "a", "")) {
      assertThat(stepscope("prune", "--keep", "0")).isZero();
      assertThat(out()).isEqualTo("removed 0 runs, 0 B\n");
      assertThat(dir.resolve(run.id()).resolve("journal")).exists();
    }
  }

  @Test
  void endsQuietlyWhenNobodyReads() {
    Recorded.run(dir, "a", "", run -> {});
    recordMoreThanABuffer("long");
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(run(closed, "export", "a", "--dir", dir.toString())).isZero();
    assertThat(run(closed, "export", "long", "--dir", dir.toString())).isZero();
    assertThat(err()).isEmpty();
  }

  @Test
  void saysThatTheOutputCannotBeWritten() {
    Recorded.run(dir, "a", "", run -> {});
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    String line = "stepscope: cannot write to standard output: No space left on device\n";
    assertThat(run(full, "export", "a", "--dir", dir.toString())).isEqualTo(1);
    assertThat(err()).isEqualTo(line);
    recordMoreThanABuffer("long");
    assertThat(run(full, "export", "long", "--dir", dir.toString())).isEqualTo(1);
    assertThat(err()).isEqualTo(line + line);
  }

  private void recordMoreThanABuffer(String id) {
    Recorded.run(
        dir,
        id,
        "",
        run -> {
          for (int step = 0; step < 1000; step++) {
            run.scalar("train/loss", step, 1.0);
          }
        });
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : new String[] {"runs", "show", "export", "sync", "control", "prune"}) {
      assertThat(run(command, "--help")).isZero();
      assertThat(out()).contains("Usage: stepscope " + command, "--dir=DIR");
    }
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("Usage: stepscope [-hV] COMMAND");
    assertThat(run("--version")).isZero();
    assertThat(out()).containsPattern("stepscope \\d+\\.\\d+");
  }

  private int stepscope(String command, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = command;
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[options.length + 1] = "--dir";
    arguments[options.length + 2] = dir.toString();
    return run(arguments);
  }

  private int run(String... arguments) {
    return run(out, arguments);
  }

  private int run(OutputStream to, String... arguments) {
    Surroundings surroundings = new Surroundings(Map.of(), Map.of(), dir);
    Session session =
        new Session(
            new Output(to, StandardCharsets.UTF_8, new Terminal(100, false, false)),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            surroundings,
            clock,
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
