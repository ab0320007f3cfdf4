package io.stepscope.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.configuration.Surroundings;
import io.stepscope.event.Event;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.EventCount;
import io.stepscope.journal.JournalReader;
import io.stepscope.viewer.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An import in a process that is killed, again and again, gives what a calm one gives. */
@Timeout(300)
class ImportKillIT {
  private static final int STEPS = 200_000;
  private static final int KILLS = 5;

  @TempDir private Path dir;

  @Test
  void aKilledImportLosesAndDoublesNothing() throws Exception {
    writeEventFiles();

    int killed = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      killed += importUntil((long) kill * STEPS / (KILLS + 1)) ? 1 : 0;
    }
    assertThat(killed).as("kills that hit an import").isEqualTo(KILLS);
    assertThat(importUntil(Long.MAX_VALUE)).isFalse();
    assertThat(stepscope("import", "tensorboard", "logs", "--dir", dir.resolve("calm").toString()))
        .isZero();

    Path run = onlyRun(dir.resolve("runs"));
    List<Event> events = events(run);
    // Whoever goes on where another was killed says so; all else is as it was read.
    assertThat(recorded(events)).isEqualTo(recorded(events(onlyRun(dir.resolve("calm")))));
    assertThat(events).filteredOn(RunStarted.class::isInstance).hasSize(1);
    assertThat(events).filteredOn(RunEnded.class::isInstance).hasSize(1);
  }

  private void writeEventFiles() throws IOException {
    Path recorded = dir.resolve("recorded");
    Recorded.run(
        recorded,
        "a",
        "first",
        run -> {
          for (int step = 0; step < STEPS; step++) {
            run.scalar("train/loss", step, 1.0 / (step + 1));
          }
        });
    assertThat(stepscope("sync", "a", "--to", "tensorboard", "--dir", recorded.toString()))
        .isZero();
  }

  /** Imports in a process of its own, until so many events are there; whether it was killed. */
  private boolean importUntil(long events) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StepscopeCommand.class.getName());
    command.addAll(List.of("import", "tensorboard", "logs", "--dir", "runs"));
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("import.log").toFile())
            .start();
    try {
      while (process.isAlive() && recorded() < events) {
        LockSupport.parkNanos(2_000_000);
      }
      if (process.isAlive()) {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return true;
      }
      assertThat(process.exitValue()).as(Files.readString(dir.resolve("import.log"))).isZero();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  private long recorded() throws IOException {
    EventCount count = new EventCount();
    Path runs = dir.resolve("runs");
    if (Files.isDirectory(runs)) {
      for (Path run : list(runs)) {
        Path journal = new RunFolder(run).journal(0);
        if (Files.isDirectory(journal)) {
          try (JournalReader reader = JournalReader.open(journal)) {
            reader.readAll(count);
          }
        }
      }
    }
    return count.events();
  }

  private static Path onlyRun(Path runs) throws IOException {
    List<Path> all = list(runs);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static List<Event> events(Path run) throws IOException {
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(new RunFolder(run).journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }

  /** Without the numbers in the journal, of which a killed writer leaves some out. */
  private static List<String> recorded(List<Event> events) {
    return events.stream()
        .map(event -> event.toString().replaceFirst("sequence=-?\\d+", "sequence=*"))
        .toList();
  }

  private int stepscope(String... arguments) {
    Output output =
        new Output(
            new ByteArrayOutputStream(), StandardCharsets.UTF_8, new Terminal(100, false, false));
    Map<String, String> properties =
        Map.of(
            "stepscope.trackers", "", "stepscope.tensorboard.dir", dir.resolve("logs").toString());
    Session session =
        new Session(
            output,
            new PrintStream(System.err, true, StandardCharsets.UTF_8),
            new Surroundings(Map.of(), properties, dir),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    return StepscopeCommand.run(session, arguments);
  }
}
