package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.http.JsonValue;
import io.stepscope.tracker.fakes.FakeServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What W&B's own client makes of a file of ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WandbIT {
  @SuppressWarnings("NullAway.Init") // set before all tests
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private LoggedRun ours;

  @BeforeAll
  void write(@TempDir Path dir) throws IOException, InterruptedException {
    WandbTools.python();
    folder = dir;
    new Delivery(folder).all(Script.everything());
    ours = LoggedRun.read(LogReader.file(folder));
  }

  /** All fields of all records by their names: a wrong number would make them unknown. */
  @Test
  void itsReaderFindsInItWhatWeMeant() throws Exception {
    Path file = LogReader.file(folder);
    WandbTools.Result result =
        WandbTools.run(folder, Map.of(), script("read_log.py"), file.toString());

    assertThat(result.exitCode()).as(result.output()).isZero();
    List<JsonValue> records = new ArrayList<>();
    for (String line : result.output().lines().filter(text -> text.startsWith("{")).toList()) {
      records.add(JsonValue.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(records).hasSameSizeAs(ours.kinds);
    assertThat(lines(records, "history", "item")).isEqualTo(ours.history);
    assertThat(joined(lines(records, "summary", "update"))).isEqualTo(ours.summary);
    assertThat(joined(lines(records, "config", "update"))).isEqualTo(ours.config);
    assertThat(lines(records, "stats", "item")).hasSameSizeAs(ours.system);
    assertThat(
            of(records, "output_raw").stream()
                .map(
                    line ->
                        (line.get("output_type").isMissing() ? "err " : "out ")
                            + text(line, "line")))
        .isEqualTo(ours.console);
    assertThat(
            of(records, "files").stream().map(one -> text(one.get("files").items().get(0), "path")))
        .isEqualTo(ours.files);
    assertThat(of(records, "alert").stream().map(one -> text(one, "level") + text(one, "title")))
        .containsExactly("WARNloss | spike", "WARNsecond");
    List<JsonValue> runs = of(records, "run");
    JsonValue run = runs.get(runs.size() - 1);
    assertThat(text(run, "run_id")).isEqualTo(Script.RUN);
    assertThat(text(run, "project")).isEqualTo("digits");
    assertThat(text(run, "display_name")).isEqualTo("brisk otter");
    assertThat(text(run, "host")).isEqualTo("node7");
    assertThat(text(run.get("git"), "commit")).startsWith("4b825dc6");
    assertThat(text(run, "start_time")).isEqualTo("2026-11-21T12:00:00.001Z");
    JsonValue artifact = of(records, "artifact").get(0);
    assertThat(text(artifact, "type")).isEqualTo("model");
    assertThat(artifact.get("finalize").isTrue()).isTrue();
    assertThat(text(artifact.get("manifest").get("contents").items().get(0), "path"))
        .isEqualTo("weights/model.params");
    assertThat(of(records, "exit").get(0).get("exit_code").whole(0)).isZero();
  }

  @Test
  void itsSyncUploadsWhatTheFileHolds() throws Exception {
    FakeServer[] started = new FakeServer[1];
    FakeWandb wandb = new FakeWandb(() -> started[0].uri());
    wandb.ours = false;
    try (FakeServer server = new FakeServer(wandb)) {
      started[0] = server;
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("WANDB_BASE_URL", server.uri().toString());
      environment.put("WANDB_API_KEY", FakeWandb.KEY);
      List<String> command = new ArrayList<>(List.of("-m", "wandb", "sync"));
      String options = System.getenv().getOrDefault("TEST_WANDB_SYNC", "");
      List.of(options.split(" ")).stream().filter(o -> !o.isEmpty()).forEach(command::add);
      Path file = LogReader.file(folder);
      command.add(String.valueOf(file.getParent()));
      WandbTools.Result result =
          WandbTools.run(folder, environment, command.toArray(String[]::new));

      assertThat(wandb.refusals).isEmpty();
      assertThat(result.exitCode()).as(result.output()).isZero();
      FakeRun run = wandb.run(Script.RUN);
      assertThat(run.history()).isEqualTo(asRead(ours.history));
      assertThat(run.summary())
          .containsEntry("train/loss", "0.05")
          .containsEntry("test/accuracy", "0.75")
          .containsEntry("run/status", "\"finished\"");
      assertThat(run.config).containsEntry("lr", "0.1").containsEntry("optimizer", "\"adam\"");
      assertThat(run.files.keySet()).containsAll(ours.files);
      assertThat(String.join("\n", run.lines("output.log")))
          .contains("loading data", "a warning", "last words");
      assertThat(run.lines("wandb-events.jsonl")).hasSameSizeAs(ours.system);
      assertThat(wandb.alerts).hasSize(2);
      assertThat(wandb.artifacts.values()).extracting(one -> one.committed).containsExactly(true);
      assertThat(run.exitCode).isZero();
    }
  }

  private static List<JsonValue> of(List<JsonValue> records, String kind) {
    return records.stream().filter(r -> r.names().contains(kind)).map(r -> r.get(kind)).toList();
  }

  private static List<Map<String, String>> lines(
      List<JsonValue> records, String kind, String items) {
    List<Map<String, String>> lines = new ArrayList<>();
    for (JsonValue record : of(records, kind)) {
      Map<String, String> line = new LinkedHashMap<>();
      for (JsonValue item : record.get(items).items()) {
        List<String> nested = item.get("nested_key").items().stream().map(JsonValue::text).toList();
        String key = nested.isEmpty() ? text(item, "key") : String.join(" > ", nested);
        line.put(key, text(item, "value_json"));
      }
      lines.add(line);
    }
    return lines;
  }

  private static Map<String, String> joined(List<Map<String, String>> lines) {
    Map<String, String> all = new LinkedHashMap<>();
    lines.forEach(all::putAll);
    return all;
  }

  private static List<Map<String, String>> asRead(List<Map<String, String>> lines)
      throws IOException {
    List<Map<String, String>> read = new ArrayList<>();
    for (Map<String, String> line : lines) {
      read.add(ExtendedJson.members(Json.object(line)));
    }
    return read;
  }

  private static String text(JsonValue value, String name) {
    return value.get(name).text();
  }

  private String script(String name) throws IOException {
    Path script = folder.resolve(name);
    try (InputStream in =
        Objects.requireNonNull(WandbIT.class.getResourceAsStream("/wandb/" + name))) {
      Files.write(script, in.readAllBytes());
    }
    return script.toString();
  }
}
