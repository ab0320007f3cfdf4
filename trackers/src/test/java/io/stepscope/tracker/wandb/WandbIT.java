package io.stepscope.tracker.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.RunStatus;
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
import java.util.TreeMap;
import java.util.TreeSet;
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
  private Path written;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private LoggedRun ours;

  @BeforeAll
  void write(@TempDir Path dir) throws IOException, InterruptedException {
    WandbTools.python();
    folder = dir;
    written = folder.resolve("ours");
    new Delivery(written).all(Script.everything());
    ours = LoggedRun.read(LogReader.file(written));
  }

  /** All fields of all records by their names: a wrong number would make them unknown. */
  @Test
  void itsReaderFindsInItWhatWeMeant() throws Exception {
    Path file = LogReader.file(written);
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
    FakeWandb wandb = synced(written);
    FakeRun run = wandb.run(Script.RUN);
    assertThat(canonical(run.history())).isEqualTo(canonical(ours.history));
    assertThat(canonical(List.of(run.summary())).get(0))
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

  /** What it sends of a file of its own, and of ours of the same run. */
  @Test
  void itsSyncSendsOfOurFileWhatItSendsOfItsOwn() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own"));
    WandbTools.Result made = WandbTools.run(own, Map.of(), script("own_run.py"), own.toString());
    assertThat(made.exitCode()).as(made.output()).isZero();
    FakeWandb theirs = synced(own);
    Path same = folder.resolve("same");
    new Delivery(same).all(sameRun());
    FakeWandb sent = synced(same);

    FakeRun run = sent.run(Script.RUN);
    FakeRun expected = theirs.run(Script.RUN);
    List<Map<String, String>> shapes = new ArrayList<>();
    for (Map<String, String> line : run.history()) {
      line.remove("epoch");
      shapes.add(shape(line));
    }
    List<Map<String, String>> wanted = new ArrayList<>();
    for (Map<String, String> line : expected.history()) {
      wanted.add(shape(line));
    }
    assertThat(shapes).hasSize(5).isEqualTo(wanted);
    Map<String, String> summary = shape(run.summary());
    summary.keySet().removeAll(List.of("epoch", "run/status", "run/reason"));
    assertThat(summary).isEqualTo(shape(expected.summary()));
    for (String input : List.of("lr", "layers", "augment", "optimizer")) {
      assertThat(run.config).containsEntry(input, expected.config.getOrDefault(input, ""));
    }
    for (String named : List.of("displayName", "project", "entity", "tags")) {
      assertThat(run.variables).containsEntry(named, expected.variables.getOrDefault(named, ""));
    }
    assertThat(sent.alerts).isEqualTo(theirs.alerts).hasSize(1);
    assertThat(artifacts(sent)).isEqualTo(artifacts(theirs)).hasSize(1);
    assertThat(run.lines("output.log").get(0)).endsWith(" last words");
    assertThat(expected.lines("output.log").get(0)).endsWith(" last words");
    assertThat(run.exitCode).isEqualTo(expected.exitCode).isZero();
  }

  /** What {@code own_run.py} records. */
  private static Script sameRun() {
    Script run = new Script().started(false).params();
    for (int step = 0; step < 3; step++) {
      run.scalar("train/loss", step, 1.0 / (step + 1));
      run.histogram("weights", step, Script.FINITE).complete(step);
    }
    run.text("notes", 3, "<b>well</b>").complete(3);
    run.scalar("x", 4, Double.NaN).scalar("y", 4, Double.POSITIVE_INFINITY).complete(4);
    run.alert("spike", "look").artifact().stdout("last words");
    return run.ended(RunStatus.FINISHED, "");
  }

  private static List<String> artifacts(FakeWandb wandb) {
    return wandb.artifacts.values().stream()
        .map(one -> one.type + ' ' + one.files.keySet() + ' ' + one.committed)
        .toList();
  }

  /** Numbers as they are, times not at all, and of anything else what it is made of. */
  private static Map<String, String> shape(Map<String, String> line) throws IOException {
    Map<String, String> shapes = new TreeMap<>();
    for (Map.Entry<String, String> value : line.entrySet()) {
      JsonValue json = ExtendedJson.parse(value.getValue());
      boolean time = value.getKey().matches("_timestamp|_runtime|_wandb");
      String members = new TreeSet<>(json.names()) + json.get("_type").text();
      shapes.put(value.getKey(), json.isObject() ? members : time ? "" : canonical(json));
    }
    return shapes;
  }

  /** Has the client send what lies below a folder to a service of its own. */
  private FakeWandb synced(Path below) throws IOException, InterruptedException {
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
      command.add(String.valueOf(LogReader.file(below).getParent()));
      WandbTools.Result result =
          WandbTools.run(folder, environment, command.toArray(String[]::new));
      assertThat(wandb.refusals).isEmpty();
      assertThat(result.exitCode()).as(result.output()).isZero();
      return wandb;
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

  /** Clients may write members in another order, and numbers in another form. */
  private static List<Map<String, String>> canonical(List<Map<String, String>> lines)
      throws IOException {
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> line : lines) {
      Map<String, String> values = new TreeMap<>();
      for (Map.Entry<String, String> value : line.entrySet()) {
        values.put(value.getKey(), canonical(ExtendedJson.parse(value.getValue())));
      }
      all.add(values);
    }
    return all;
  }

  private static String canonical(JsonValue value) {
    if (value.isObject()) {
      Map<String, String> members = new TreeMap<>();
      value.names().forEach(name -> members.put(name, canonical(value.get(name))));
      return members.toString();
    }
    if (value.isNumber()) {
      return Float.toString((float) value.number(0));
    }
    List<JsonValue> items = value.items();
    return items.isEmpty()
        ? ExtendedJson.text(value)
        : items.stream().map(WandbIT::canonical).toList().toString();
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
