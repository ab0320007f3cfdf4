package io.stepscope.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.configuration.Surroundings;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.Fate;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.StoredReceipts;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncCommandTest {
  @TempDir private Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsAReceiptPerTrackerAndKindAndReadsBack() {
    Recorded.run(dir, "a", "first", Recorded::training);

    assertThat(stepscope("sync", "a", "--to", "jsonl,tensorboard", "--verify")).isZero();

    assertThat(out())
        .startsWith("a\n")
        .containsPattern("jsonl +complete +\\d+ +0 +0 +0 +0\n")
        .containsPattern("jsonl +scalar +280 +0 +0 +0 +0\n")
        .containsPattern("tensorboard +histogram +1 +0 +0 +0 +0\n")
        .containsPattern("jsonl +scalar +280 +280 +7 +0\n")
        .containsPattern("tensorboard +timing +120 +120 +3 +0\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void namesTheSeriesThatATrackerDoesNotHoldAsRecorded() throws IOException {
    Recorded.run(dir, "a", "first", Recorded::training);
    stepscope("sync", "a", "--to", "jsonl");
    Path file = dir.resolve("jsonl/a.jsonl");
    Files.write(
        file,
        Files.readAllLines(file).stream()
            .filter(line -> !line.contains("\"name\":\"train/loss\",\"step\":7,"))
            .toList());
    out.reset();

    assertThat(stepscope("sync", "a", "--to", "jsonl", "--verify")).isEqualTo(1);
    assertThat(out())
        .containsPattern("jsonl +scalar +280 +279 +7 +1\n")
        .contains("jsonl: train/loss is not the same: 39 values of 40\n");
    out.reset();
    assertThat(stepscope("sync", "a", "--to", "jsonl", "--verify", "--json")).isEqualTo(1);
    assertThat(out()).contains("\"verified\"", "\"different\": 1", "\"kind\": \"scalar\"");
  }

  @Test
  void forwardsARunToItsEnd() {
    Recorded.run(dir, "a", "first", Recorded::training);

    assertThat(stepscope("forward", "a", "--to", "jsonl")).isZero();

    assertThat(out()).containsPattern("jsonl +complete");
    assertThat(dir.resolve("jsonl/a.jsonl")).isNotEmptyFile();
  }

  @Test
  void wantsToKnowWhereToForward() {
    Recorded.run(dir, "a", "first", run -> {});

    assertThat(stepscope("forward", "a")).isEqualTo(2);
    assertThat(err()).contains("name one with --to").hasLineCount(1);
  }

  @Test
  void showsHowFarTheSlowestTrackerIs() throws IOException {
    Recorded.run(dir, "a", "first", Recorded::training);
    stepscope("sync", "a", "--to", "jsonl");
    RunFolder run = new RunFolder(dir.resolve("a"));
    ForwardStatus complete = StoredReceipts.of(run).get(0);
    long events = complete.receipts().accounted();
    assertThat(SyncProgress.count(run)).isEqualTo(events);
    assertThat(complete.receipts().count(Fate.DELIVERED, EventKind.SCALAR)).isEqualTo(280);

    PrintStream terminal = new PrintStream(err, true, StandardCharsets.UTF_8);
    try (SyncProgress progress =
        new SyncProgress(terminal, new Terminal(100, false, false), "a", 2 * events)) {
      assertThat(progress.line(complete)).matches("a  jsonl  #{12} {12} +50.0%  .* events");
      progress.show(List.of(complete));
    }
    assertThat(err()).startsWith("\r").endsWith("\r\u001b[K");
  }

  private int stepscope(String... arguments) {
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Output output = new Output(out, StandardCharsets.UTF_8, new Terminal(100, false, false));
    Map<String, String> properties =
        Map.of(
            "stepscope.dir", dir.toString(),
            "stepscope.trackers", "",
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
