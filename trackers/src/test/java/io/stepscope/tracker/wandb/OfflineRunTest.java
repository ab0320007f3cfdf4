package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.http.JsonValue;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.testkit.ProtoMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@code .wandb} file says of a run. */
class OfflineRunTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private LoggedRun written(Script script) throws IOException {
    Delivery delivery = new Delivery(folder).all(script);
    assertThat(delivery.rejected()).isEmpty();
    return LoggedRun.read(LogReader.file(folder));
  }

  @Test
  void liesWhereTheToolsOfWandbLookForIt() throws IOException {
    written(Script.everything());

    Path run = folder.resolve("wandb/offline-run-20261121_120000-" + Script.RUN);
    assertThat(run.resolve("run-" + Script.RUN + ".wandb")).isRegularFile();
    assertThat(run.resolve("files")).isDirectory();
  }

  @Test
  void beginsAndEndsAsReadersWantIt() throws IOException {
    LoggedRun run = written(Script.everything());

    assertThat(run.kinds).startsWith("", "run", "").endsWith("exit 0", "final", "footer");
    ProtoMessage first = run.runs.get(0).only(1, 3, 8, 17);
    assertThat(first.string(1)).isEqualTo(Script.RUN);
    assertThat(first.string(3)).isEqualTo("digits");
    assertThat(first.string(8)).isEqualTo("brisk otter");
    assertThat(first.message(17).int64(1)).isEqualTo(Script.START_MICROS / 1_000_000);
    ProtoMessage last = run.runs.get(run.runs.size() - 1);
    assertThat(last.strings(10)).containsExactly("team:vision");
    assertThat(last.string(13)).isEqualTo("node7");
    assertThat(last.message(21).string(1)).isEqualTo("ssh://git.example/digits");
    assertThat(last.message(21).string(2)).startsWith("4b825dc6");
  }

  @Test
  void hasOneLineOfHistoryForEachStep() throws IOException {
    LoggedRun run = written(Script.everything());

    List<Long> steps = run.history.stream().map(line -> Long.valueOf(line.get("_step"))).toList();
    assertThat(steps)
        .containsExactly(
            0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
  }

  @Test
  void keepsFloatsAsTheyWereRecordedAndTimesInSeconds() throws IOException {
    Map<String, String> line = written(Script.everything()).history.get(2);

    assertThat(line)
        .containsEntry("train/loss", "0.33333334")
        .containsEntry("time/forward", "0.003900002")
        .containsEntry("epoch", "0");
    assertThat(Double.parseDouble(line.get("_timestamp"))).isGreaterThan(1_795_262_400);
    assertThat(Double.parseDouble(line.get("_runtime"))).isBetween(1.0, 1.2);
  }

  @Test
  void hasNumbersThatAreNotFiniteAsBareWords() throws IOException {
    assertThat(written(Script.everything()).history.get(5))
        .containsEntry("train/損失", "NaN")
        .containsEntry("x", "Infinity");
  }

  @Test
  void hasHistogramsNatively() throws IOException {
    Map<String, String> line = written(Script.everything()).history.get(0);

    JsonValue shown = ExtendedJson.parse(line.getOrDefault("gradients/01Linear_weight", ""));
    List<Double> bins = shown.get("bins").items().stream().map(bin -> bin.number(0)).toList();
    List<Long> counts = shown.get("values").items().stream().map(one -> one.whole(-1)).toList();
    assertThat(shown.get("_type").text()).isEqualTo("histogram");
    assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(6);
    assertThat(bins).hasSize(counts.size() + 1).isSorted().startsWith(-2.0);
    assertThat(line)
        .containsEntry("gradients/01Linear_weight/nan", "1")
        .containsEntry("gradients/01Linear_weight/infinite", "1");
  }

  @Test
  void showsPicturesTextsAndTablesOfOneStepTogether() throws IOException {
    LoggedRun run = written(Script.everything());

    assertThat(run.history.get(0).get("before")).contains("html-file");
    Map<String, String> third = run.history.get(3);
    assertThat(third.get("input")).contains("\"_type\":\"images/separated\"", "\"count\":2");
    assertThat(text(third.getOrDefault("notes", ""))).contains("&lt;b&gt;one&lt;/b&gt;\n2");
    Map<String, String> fourth = run.history.get(4);
    assertThat(text(fourth.getOrDefault("run/control", "")))
        .contains("set learning_rate from 0.1 to 0.01");
    assertThat(text(fourth.getOrDefault("samples", "")))
        .isEqualTo(
            "{\"columns\":[\"text\",\"score\"],\"data\":[[\"a \\\"b\\\"\",0.5],"
                + "[\"損失\",\"NaN\"]]}");
    assertThat(fourth).containsKey("samples/2");
    assertThat(text(fourth.getOrDefault("validate/confusion_table", "")))
        .contains("[\"Actual\",\"Predicted\",\"nPredictions\"]", "[\"dog\",\"cat\",2]");
    assertThat(run.config).containsKey("_wandb > visualize > validate/confusion");
  }

  @Test
  void refersToFilesThatAreThereWithTheirDigests() throws IOException {
    LoggedRun run = written(Script.everything());

    assertThat(run.files).isNotEmpty().doesNotContainNull();
    for (String path : run.files) {
      Path file = files().resolve(path);
      assertThat(file).isRegularFile();
      if (path.equals("wandb-metadata.json")) {
        continue;
      }
      String name = String.valueOf(file.getFileName());
      byte[] digest = MediaFile.digest("SHA-256", Files.readAllBytes(file));
      assertThat(name).contains(HexFormat.of().formatHex(digest).substring(0, 20));
    }
    try (Stream<Path> all = Files.walk(files())) {
      assertThat(all.filter(Files::isRegularFile).count())
          .isEqualTo(run.files.stream().distinct().count());
    }
  }

  @Test
  void hasParametersAsConfigurationAndCoordinatesBesideThem() throws IOException {
    assertThat(written(Script.everything()).config)
        .containsEntry("lr", "0.1")
        .containsEntry("layers", "3")
        .containsEntry("augment", "true")
        .containsEntry("optimizer", "\"adam\"")
        .containsEntry("stepscope > tags > team", "\"vision\"")
        .containsEntry("stepscope > code > program.main", "\"com.acme.Train\"")
        .containsEntry("stepscope > environment > cpu.count", "2");
  }

  @Test
  void endsWithTheLastOfEverythingInItsSummary() throws IOException {
    LoggedRun run = written(Script.everything());

    assertThat(run.summary)
        .containsEntry("train/loss", "0.05")
        .containsEntry("test/accuracy", "0.75")
        .containsEntry("_step", "20")
        .containsEntry("run/status", "\"finished\"")
        .containsEntry("run/reason", "\"\"");
    assertThat(run.summary.get("graph_0")).contains("graph-file");
    assertThat(text(run.summary.getOrDefault("graph_0", "")))
        .contains(
            "[\"in\",\"net/linear\"]", "\"num_parameters\":8", "[[\"01Linear_weight\",[2,4]]]");
  }

  /** The clock of the charts stands still in the minute between the two lives. */
  @Test
  void countsTheTimeOfTheRunAlone() throws IOException {
    List<Map<String, String>> history = written(Script.everything()).history;

    double last = Double.parseDouble(history.get(9).get("_runtime"));
    double resumed = Double.parseDouble(history.get(10).get("_runtime"));
    assertThat(resumed - last).isBetween(0.4, 1.0);
  }

  @Test
  void hasMeasurementsThatWereTakenTogetherInOneRecord() throws IOException {
    LoggedRun run = written(Script.everything());

    assertThat(run.system).hasSize(10);
    assertThat(run.system.get(3)).contains("cpu=25.0", "gpu.0.memoryAllocatedBytes=3072.0");
  }

  @Test
  void hasTheConsoleLineByLine() throws IOException {
    assertThat(written(Script.everything()).console)
        .startsWith("out loading data\n", "err a warning\n", "out step 0\n")
        .endsWith("out last words\n");
  }

  @Test
  void hasAlertsAndArtifacts() throws IOException {
    LoggedRun run = written(Script.everything());

    assertThat(run.alerts).hasSize(2);
    assertThat(run.alerts.get(0).string(1)).isEqualTo("loss | spike");
    assertThat(run.alerts.get(0).string(3)).isEqualTo("WARN");
    ProtoMessage artifact = run.artifacts.get(0);
    assertThat(artifact.string(4)).isEqualTo("model");
    assertThat(artifact.string(5)).isEqualTo("run-" + Script.RUN + "-weights_model.params");
    // md5 of "test", and of the manifest that says so
    assertThat(artifact.message(12).message(4).string(2)).isEqualTo("CY9rzUYh03PK3k6DJie09g==");
    assertThat(artifact.string(6)).matches("[0-9a-f]{32}");
    assertThat(Path.of(artifact.message(12).message(4).string(6))).hasContent(Script.MODEL);
  }

  @Test
  void saysWhetherTheRunFailed() throws IOException {
    Script script = new Script().started(false).ended(RunStatus.FAILED, "out of memory");

    LoggedRun run = written(script);

    assertThat(run.kinds).contains("exit failed", "final");
    assertThat(run.summary).containsEntry("run/reason", "\"out of memory\"");
  }

  @Test
  void hasNoEndWhenTheRunWasKilledButWhatItsLastStepHad() throws IOException {
    Script script = new Script().started(false).scalar("a", 0, 1).complete(0).scalar("a", 1, 2);

    LoggedRun run = written(script);

    assertThat(run.kinds).doesNotContain("final", "exit 0", "exit failed");
    assertThat(run.history).hasSize(2);
  }

  @Test
  void putsSeriesOfOtherProcessesBesideThoseOfTheFirst() throws IOException {
    Script script = new Script().started(false).scalar("a", 0, 1).rank(1).scalar("a", 0, 2);
    script.stdout("hello").rank(0).complete(0).rank(1).complete(0);
    script.ended(RunStatus.FAILED, "").rank(0).ended(RunStatus.FINISHED, "");

    LoggedRun run = written(script);

    assertThat(run.history.get(0)).containsEntry("a", "1.0").containsEntry("rank1/a", "2.0");
    assertThat(run.console).containsExactly("out [rank1] hello\n");
    assertThat(run.kinds).endsWith("exit failed", "final", "footer");
  }

  @Test
  void keepsNamesThatWandbUsesItself() throws IOException {
    Script script = new Script().started(false).scalar("_step", 7, 1).complete(7);
    script.params(Params.Group.PARAMS, Map.of("_wandb", "mine"));

    LoggedRun run = written(script);

    assertThat(run.history.get(0)).containsEntry("_step", "7").containsEntry("series/_step", "1.0");
    assertThat(run.config).containsEntry("param/_wandb", "\"mine\"");
  }

  @Test
  void leavesOutAndCountsWhatComesAfterItsStep() throws IOException {
    Script script = new Script().started(false).scalar("a", 5, 1).complete(5).scalar("b", 5, 2);
    Delivery delivery = new Delivery(folder).all(script);

    assertThat(delivery.skipped()).containsExactly(EventTranslation.TOO_LATE);
    assertThat(LoggedRun.read(LogReader.file(folder)).history).hasSize(1);
  }

  @Test
  void leavesOutAndCountsArtifactsWithoutAFile() throws IOException {
    Delivery delivery = new Delivery(folder);
    Files.delete(folder.resolve(Script.RUN).resolve("artifacts").resolve(Script.MODEL_SHA256));
    delivery.all(new Script().started(false).artifact());

    assertThat(delivery.skipped()).containsExactly("its file is not in the run folder");
  }

  @Test
  void takesAFileUpAgainThatWasSynced() throws IOException {
    Delivery delivery =
        new Delivery(folder).all(new Script().started(false).ended(RunStatus.FINISHED, ""));
    Path synced = Path.of(LogReader.file(folder) + ".synced");
    Files.createFile(synced);

    try (Tracker tracker = delivery.open()) {
      assertThat(tracker).isNotNull();
    }

    assertThat(synced).doesNotExist();
  }

  @Test
  void refusesToGoOnBehindBytesThatAreGone() throws IOException {
    Delivery delivery = new Delivery(folder).all(Script.everything());
    Files.delete(LogReader.file(folder));

    try (Tracker tracker = delivery.create()) {
      assertThat(tracker.open(delivery.checkpoint))
          .isInstanceOfSatisfying(
              DeliveryResult.Refused.class,
              refused -> assertThat(refused.reason()).contains("0 bytes", "delete cursors/wandb"));
    }
  }

  @Test
  void triesAgainWhenTheFolderCannotBeWritten() throws IOException {
    Delivery delivery = new Delivery(folder);
    Files.writeString(folder.resolve("wandb"), "in the way");
    try (Tracker tracker = delivery.open()) {
      assertThat(tracker.deliver(Script.everything().events))
          .isInstanceOf(DeliveryResult.Retry.class);
      Files.delete(folder.resolve("wandb"));
      delivery.deliver(tracker, Script.everything().events);
    }

    assertThat(LoggedRun.read(LogReader.file(folder)).history).hasSize(19);
  }

  private Path files() throws IOException {
    return LogReader.file(folder).resolveSibling("files");
  }

  private String text(String json) throws IOException {
    String path = json.replaceAll(".*\"path\":\"([^\"]*)\".*", "$1");
    return Files.readString(files().resolve(path), StandardCharsets.UTF_8);
  }
}
