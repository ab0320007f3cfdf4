package io.stepscope.tracker.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.RunStatus;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server holds of each kind of event. */
class MlflowTrackerTest {
  private static final long START = Recording.START_MILLIS;

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Serving serving;

  @BeforeEach
  void serve() throws IOException {
    serving = new Serving(folder);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  @Test
  void makesExperimentAndRunAndSaysWhere() {
    deliver(new Recording().started(false));

    assertThat(serving.mlflow.experiments).contains(entry("1", "digits"));
    assertThat(run().startTime).isEqualTo(START + 1);
    assertThat(run().status).isEqualTo("RUNNING");
    assertThat(run().tags)
        .contains(
            entry("mlflow.runName", "brisk otter"),
            entry("stepscope.run", Serving.RUN),
            entry("stepscope.version", "0.1.0"));
    assertThat(serving.notices)
        .containsExactly(serving.server.uri() + "/#/experiments/1/runs/" + run().runId);
  }

  @Test
  void keepsScalarsWithTheirTimesAndSteps() {
    deliver(
        new Recording()
            .scalar("train/loss", 7, 0.25)
            .scalar("train/loss", 8, Double.NaN)
            .scalar("train/loss", 9, Double.NEGATIVE_INFINITY)
            .float32("train/accuracy", 7, 0.1f)
            .timing("time/step", 7, 3_900_000)
            .scalar("system/load", -1, 2));

    assertThat(serving.series("train/loss"))
        .containsExactly(
            new FakeMlflowRun.Point(START + 1, 7, 0.25, false),
            new FakeMlflowRun.Point(START + 2, 8, 0, true),
            new FakeMlflowRun.Point(START + 3, 9, -Double.MAX_VALUE, false));
    assertThat(serving.value("train/accuracy")).isEqualTo(0.1);
    assertThat(serving.value("time/step")).isEqualTo(0.0039);
    assertThat(serving.series("system/load").get(0).step()).isEqualTo(9);
    assertThat(run().metrics).doesNotContainKey("not understood");
  }

  @Test
  void showsHistogramsAsPercentilesPicturesAndJson() {
    deliver(new Recording().histogram("weights/0_W", 3));

    assertThat(serving.value("weights/0_W/min")).isEqualTo(-1);
    assertThat(serving.value("weights/0_W/p50")).isBetween(0.5, 0.5625);
    assertThat(serving.value("weights/0_W/max")).isEqualTo(3);
    assertThat(serving.value("weights/0_W/mean")).isEqualTo(0.75);
    assertThat(serving.value("weights/0_W/nan")).isEqualTo(1);
    assertThat(run().metrics)
        .containsKeys("weights/0_W/p5", "weights/0_W/p25", "weights/0_W/p75", "weights/0_W/p95")
        .containsKey("weights/0_W/std")
        .doesNotContainKey("weights/0_W/infinite");
    assertThat(run().tags).containsEntry("mlflow.loggedImages", "True");
    assertThat(serving.mlflow.files().keySet())
        .anyMatch(
            path ->
                path.matches(
                    "images/weights#0_W%step%3%timestamp%" + (START + 1) + "%[0-9a-f-]{36}\\.png"))
        .anyMatch(path -> path.matches("images/weights#0_W%step%3%.*%compressed\\.webp"));
    assertThat(file("stepscope/histograms.jsonl"))
        .contains("\"name\":\"weights/0_W\",\"step\":3", "\"counts\":[1,");
  }

  @Test
  void namesPicturesAsNewerServersDo() {
    serving.mlflow.version = "3.11.2.dev0";
    deliver(new Recording().image("input/a", 3));

    assertThat(serving.mlflow.files().keySet())
        .anyMatch(path -> path.matches("images/input~a\\+step\\+3\\+timestamp\\+.*\\.png"))
        .anyMatch(path -> path.matches("images/input~a\\+step\\+3\\+.*\\+compressed\\.webp"));
  }

  @Test
  void putsTablesWhereTheUiFindsThem() {
    deliver(new Recording().table("validate/confusion", 3).table("validate/confusion", 4));

    assertThat(file("tables/validate/confusion.json"))
        .isEqualTo(
            "{\"columns\":[\"class\",\"cat\",\"dog\"],"
                + "\"data\":[[\"cat\",12,1],[\"dog\",2,\"NaN\"]]}");
    assertThat(file("tables/validate/confusion/step-000000003-0-0.json")).contains("\"cat\",11,1");
    assertThat(run().tags)
        .containsEntry(
            "mlflow.loggedArtifacts",
            "[{\"path\":\"tables/validate/confusion.json\",\"type\":\"table\"}]");
  }

  @Test
  void listsTheLatestTablesThatFitIntoATag() {
    Recording many = new Recording();
    for (int i = 0; i < 150; i++) {
      many.table("confusion-" + i, 0);
    }
    deliver(many);

    String list = run().tags.getOrDefault("mlflow.loggedArtifacts", "");
    assertThat(list).startsWith("[{").endsWith("confusion-149.json\",\"type\":\"table\"}]");
    assertThat(list.length()).isBetween(4_500, 5_000);
    assertThat(serving.mlflow.files()).containsKey("tables/confusion-0.json");
  }

  @Test
  void keepsHyperParametersOnceAndLaterValuesBeside() {
    String longText = "x".repeat(7_000) + "end";
    deliver(new Recording().params(Params.Group.PARAMS, "lr", 0.1, "a/b=c", "v", "long", longText));
    deliver(new Recording().params(Params.Group.PARAMS, "lr", 0.1));
    deliver(new Recording().params(Params.Group.PARAMS, "lr", 0.01));

    assertThat(run().params).contains(entry("lr", "0.1"), entry(Names.allowed("a/b=c"), "v"));
    assertThat(run().params.get("long")).hasSizeLessThan(6_000).contains("stepscope/params.yaml");
    assertThat(run().tags).containsEntry("param.lr", "0.01");
    assertThat(file("stepscope/params.yaml"))
        .contains("\"lr\": 0.1\n", "\"a/b=c\": \"v\"\n", longText, "\"lr\": 0.01\n");
  }

  @Test
  void splitsLongHyperParametersWhereThereIsNoPlaceForFiles() {
    serving.mlflow.artifactRoot = "s3://bucket/";
    String longText = "0123456789".repeat(1_200);
    deliver(new Recording().params(Params.Group.PARAMS, "long", longText));

    assertThat(
            run().params.get("long.part1")
                + run().params.get("long.part2")
                + run().params.get("long.part3"))
        .isEqualTo(longText);
  }

  @Test
  void showsCoordinatesUnderMlflowsNames() {
    deliver(
        new Recording()
            .params(
                Params.Group.CODE,
                "program.main",
                "org.example.Train",
                "git.commit",
                "4b825dc6",
                "git.branch",
                "main",
                "git.remote",
                "https://example.org/r.git",
                "git.state",
                "dirty")
            .params(Params.Group.ENVIRONMENT, "user", "ada", "os.name", "Linux")
            .params(Params.Group.TAGS, "team", "vision", "mlflow.note.content", "# Notes"));

    assertThat(run().tags)
        .contains(
            entry("mlflow.source.name", "org.example.Train"),
            entry("mlflow.source.type", "LOCAL"),
            entry("mlflow.source.git.commit", "4b825dc6"),
            entry("mlflow.source.git.branch", "main"),
            entry("mlflow.source.git.repoURL", "https://example.org/r.git"),
            entry("mlflow.source.git.dirty", "True"),
            entry("mlflow.user", "ada"),
            entry("team", "vision"),
            entry("mlflow.note.content", "# Notes"));
    assertThat(file("stepscope/environment.yaml"))
        .isEqualTo("\"user\": \"ada\"\n\"os.name\": \"Linux\"\n");
  }

  @Test
  void keepsTheConsoleAsATextThatGrows() {
    deliver(new Recording().line("one").line("two"));
    deliver(new Recording().line("three").rank(2).line("of another"));

    assertThat(file("stepscope/console.txt")).isEqualTo("one\ntwo\nthree\n[rank 2] of another\n");
  }

  @Test
  void beginsANewPartWhereATextGetsLong() {
    String line = "x".repeat(999);
    for (int batch = 0; batch < 6; batch++) {
      Recording lines = new Recording();
      for (int i = 0; i < 100; i++) {
        lines.line(line);
      }
      deliver(lines);
      serving.crash();
    }

    assertThat(file("stepscope/console.txt")).hasSize(263_000);
    assertThat(file("stepscope/console-0002.txt")).hasSize(263_000);
    assertThat(file("stepscope/console-0003.txt")).hasSize(74_000);
  }

  @Test
  void bringsBackAConsoleThatSomebodyDeletedOrGoesOnBehindIt() throws IOException {
    deliver(new Recording().line("one"));
    serving.crash();
    serving.mlflow.artifacts.clear();
    deliver(new Recording().line("two"));
    assertThat(file("stepscope/console.txt")).isEqualTo("one\ntwo\n");

    serving.crash();
    serving.mlflow.artifacts.clear();
    Files.delete(folder.resolve("mlflow").resolve("stepscope_console.txt"));
    deliver(new Recording().line("three"));
    assertThat(serving.mlflow.files()).containsOnlyKeys("stepscope/console-0002.txt");
    assertThat(file("stepscope/console-0002.txt")).isEqualTo("three\n");
  }

  @Test
  void readsTheConsoleBackWhereTheRunFolderCameWithoutIt() throws IOException {
    deliver(new Recording().line("one"));
    serving.crash();
    Files.delete(folder.resolve("mlflow").resolve("stepscope_console.txt"));
    deliver(new Recording().line("two"));

    assertThat(file("stepscope/console.txt")).isEqualTo("one\ntwo\n");
  }

  @Test
  void keepsTextsAlertsCommandsAndTheModel() {
    deliver(
        new Recording()
            .text("notes/a:b", 4, "# Title")
            .alert("loss is NaN", "since step 3")
            .alert("loss is NaN", "")
            .control(5)
            .graph());

    assertThat(file("texts/" + Names.allowed("notes/a:b") + "/step-000000004-0-0.md"))
        .isEqualTo("# Title");
    assertThat(run().tags.get("alert.loss is NaN"))
        .startsWith("WARNING, 2026-")
        .contains("2 times");
    assertThat(file("stepscope/alerts.txt"))
        .contains("step 4 WARNING loss is NaN: since step 3\n", "WARNING loss is NaN\n");
    assertThat(run().tags.get("stepscope.control"))
        .endsWith("step 5 set learning_rate from 0.1 to 0.01");
    assertThat(file("stepscope/control.txt")).endsWith("from 0.1 to 0.01\n");
    assertThat(file("stepscope/model/mlp.json")).contains("\"type\":\"Linear\"");
  }

  @Test
  void uploadsArtifactsOfTheRunFolder() throws IOException {
    Files.createDirectories(folder.resolve("artifacts"));
    Files.writeString(folder.resolve("artifacts").resolve("0f".repeat(32)), "weights");
    Delivered result =
        deliver(
            new Recording()
                .artifact("checkpoints/step 3/../a#b.params", "0f".repeat(32), 7)
                .artifact("lost.params", "0e".repeat(32), 7));

    assertThat(file("checkpoints/step 3/__/a#b.params")).isEqualTo("weights");
    assertThat(result.rejected())
        .singleElement()
        .satisfies(left -> assertThat(left.reason()).contains("not in the run folder"));
  }

  @Test
  void saysHowTheRunEndedAndThatItGoesOn() {
    Recording run = new Recording().started(false).ended(RunStatus.STOPPED, "asked to");
    deliver(run);
    assertThat(run().status).isEqualTo("FINISHED");
    assertThat(run().endTime).isEqualTo(START + 2);
    assertThat(run().tags)
        .contains(entry("stepscope.status", "stopped"), entry("stepscope.reason", "asked to"));

    deliver(new Recording().started(true));
    assertThat(run().status).isEqualTo("RUNNING");
    assertThat(run().endTime).isZero();

    deliver(new Recording().ended(RunStatus.FAILED, "out of memory"));
    assertThat(run().status).isEqualTo("FAILED");
    deliver(new Recording().ended(RunStatus.KILLED, ""));
    assertThat(run().status).isEqualTo("KILLED");
  }

  @Test
  void keepsOtherRanksApartAndTheirStatusToThemselves() {
    deliver(
        new Recording()
            .started(false)
            .scalar("train/loss", 1, 0.5)
            .rank(1)
            .scalar("train/loss", 2, 0.25)
            .params(Params.Group.PARAMS, "lr", 0.1)
            .ended(RunStatus.FAILED, "lost"));

    assertThat(serving.value("rank1/train/loss")).isEqualTo(0.25);
    assertThat(serving.value("train/loss")).isEqualTo(0.5);
    assertThat(run().params).containsOnlyKeys("rank1/lr");
    assertThat(run().status).isEqualTo("RUNNING");
  }

  @Test
  void listsTheNamesThatItHadToChange() {
    deliver(new Recording().scalar("kit/a=b", 0, 1).scalar("kit/a=b", 1, 2));
    serving.crash();
    deliver(new Recording().scalar("kit/a=b", 2, 3));

    assertThat(file("stepscope/names.jsonl"))
        .isEqualTo("{\"key\":\"" + Names.allowed("kit/a=b") + "\",\"name\":\"kit/a=b\"}\n");
  }

  @Test
  void findsTheRunAgainThatItMadeAndForgot() {
    deliver(new Recording().started(false).scalar("train/loss", 0, 1));
    serving.checkpoint = null;
    serving.crash();
    deliver(new Recording().started(false).scalar("train/loss", 0, 1));

    assertThat(serving.mlflow.runs).hasSize(1);
  }

  @Test
  void leavesOutFilesWhereTheServerHasNoPlaceForThem() {
    serving.mlflow.artifactRoot = "s3://bucket/";
    DeliveryResult result =
        serving.deliver(
            new Recording().line("one").histogram("w", 0).alert("a", "b").image("i", 0).events);

    assertThat(((Delivered) result).skipped())
        .hasSize(2)
        .allSatisfy(left -> assertThat(left.reason()).contains("s3://", "--serve-artifacts"));
    assertThat(run().metrics).containsKey("w/p50");
    assertThat(run().tags).containsKey("alert.a");
  }

  @Test
  void leavesOutFilesWhereTheServersProxyIsOff() {
    serving.mlflow.servesArtifacts = false;
    List<Event> events = new Recording().line("one").scalar("s", 0, 1).events;

    assertThat(serving.deliver(events)).isInstanceOf(DeliveryResult.Retry.class);
    assertThat(serving.delivered(events).skipped()).hasSize(1);
    assertThat(serving.value("s")).isEqualTo(1);
  }

  @Test
  void writesFilesItselfWhereAServerOnThisMachineSaysSo(@TempDir Path disk) throws IOException {
    serving.mlflow.artifactRoot = disk.toUri().toString();
    deliver(new Recording().line("one"));
    serving.crash();
    deliver(new Recording().line("two"));

    Path run = disk.resolve("0").resolve(run().runId).resolve("artifacts");
    assertThat(run.resolve("stepscope/console.txt")).hasContent("one\ntwo\n");
  }

  @Test
  void sendsCredentialsAndWorkspace() {
    serving.mlflow.authorization = "Bearer t0ken";
    serving.mlflow.workspace = "team-a";
    serving.keys.putAll(Map.of("token", "t0ken", "workspace", "team-a"));
    deliver(new Recording().line("one").scalar("s", 0, 1));

    assertThat(serving.mlflow.files()).containsKey("stepscope/console.txt");
  }

  @Test
  void worksWithServersThatKeepAFilePerSeries() {
    serving.mlflow.keepsFiles = true;
    deliver(
        new Recording()
            .scalar("gradients/norm", 0, 1)
            .scalar("gradients/norm/0_W", 0, 2)
            .timing("time/forward", 0, 1)
            .timing("time/forward/device", 0, 1)
            .histogram("gradients/0_W", 0));

    assertThat(run().metrics)
        .containsKeys("gradients/norm/all", "gradients/norm/0_W", "time/forward_device");
  }

  private Delivered deliver(Recording recording) {
    return serving.delivered(recording.events);
  }

  private FakeMlflowRun run() {
    return serving.mlflow.run();
  }

  private String file(String path) {
    String latin = serving.mlflow.files().get(path);
    assertThat(latin).as(path + " among " + serving.mlflow.files().keySet()).isNotNull();
    return new String(
        String.valueOf(latin).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
