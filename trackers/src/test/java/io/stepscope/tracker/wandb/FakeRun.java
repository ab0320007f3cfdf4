package io.stepscope.tracker.wandb;

import io.stepscope.http.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run as the fake service keeps it. */
final class FakeRun {
  private static final Set<String> BODY =
      Set.of("files", "uploaded", "complete", "exitcode", "preempting", "dropped", "failed");

  final String id = "UnVuOnYxOg==";
  final String project;
  private final boolean ours;
  final Map<String, List<String>> lines = new LinkedHashMap<>();
  final Map<String, byte[]> files = new LinkedHashMap<>();
  final List<String> uploaded = new ArrayList<>();
  Map<String, String> variables = Map.of();
  Map<String, String> config = Map.of();
  String configText = "{}";
  int exitCode = -1;
  int requests;

  /**
   * @param ours whether it is sent by our client, which puts files there before something refers to
   *     them, and says who it is first; W&B's own does neither
   */
  FakeRun(String project, boolean ours) {
    this.project = project;
    this.ours = ours;
  }

  void upsert(JsonValue given) throws RefusedException, IOException {
    Map<String, String> texts = new LinkedHashMap<>(variables);
    for (String name : given.names()) {
      if (!given.get(name).isMissing()) {
        texts.put(name, ExtendedJson.text(given.get(name)));
      }
    }
    variables = texts;
    if (given.get("config").isText()) {
      configText = given.get("config").text();
      Map<String, String> values = new LinkedHashMap<>();
      JsonValue all = ExtendedJson.parse(configText);
      for (String name : all.names()) {
        if (!all.get(name).names().contains("value")) {
          throw new RefusedException("configuration " + name + " is not wrapped");
        }
        values.put(name, ExtendedJson.text(all.get(name).get("value")));
      }
      if (ours && all.at("_wandb", "value", "t").names().isEmpty()) {
        throw new RefusedException("no telemetry: the run never began");
      }
      config = values;
    }
  }

  String status() {
    List<String> summary = lines.getOrDefault("wandb-summary.json", List.of());
    return "{\"id\":"
        + Json.text(id)
        + ",\"historyLineCount\":"
        + lines("wandb-history.jsonl").size()
        + ",\"summaryMetrics\":"
        + (summary.isEmpty() ? "null" : Json.text(summary.get(0)))
        + ",\"config\":"
        + Json.text(configText)
        + '}';
  }

  List<String> lines(String file) {
    return lines.getOrDefault(file, List.of());
  }

  /** Lines of history, each value as a text of JSON. */
  List<Map<String, String>> history() throws IOException {
    List<Map<String, String>> history = new ArrayList<>();
    for (String line : lines("wandb-history.jsonl")) {
      history.add(ExtendedJson.members(line));
    }
    return history;
  }

  Map<String, String> summary() throws IOException {
    List<String> summary = lines("wandb-summary.json");
    return summary.isEmpty() ? Map.of() : ExtendedJson.members(summary.get(0));
  }

  /** Takes the first lines of each file and nothing else of a request. */
  void streamPartly(JsonValue body) throws RefusedException {
    JsonValue all = body.get("files");
    for (String file : all.names()) {
      if (!file.equals("wandb-summary.json")) {
        take(file, all.get(file), 2);
      }
    }
  }

  void stream(JsonValue body) throws RefusedException {
    requests++;
    if (!BODY.containsAll(body.names())) {
      throw new RefusedException("members " + body.names());
    }
    JsonValue all = body.get("files");
    for (String file : all.names()) {
      take(file, all.get(file), 1);
    }
    for (JsonValue path : body.get("uploaded").items()) {
      if (ours && !files.containsKey(path.text())) {
        throw new RefusedException(path.text() + " was not uploaded");
      }
      uploaded.add(path.text());
    }
    if (body.get("complete").isTrue()) {
      exitCode = (int) body.get("exitcode").whole(-1);
      if (exitCode < 0) {
        throw new RefusedException("complete without an exit code");
      }
    } else if (!body.names().isEmpty()) {
      exitCode = -1;
    }
  }

  /** Takes one of so many parts. */
  private void take(String file, JsonValue chunk, int parts) throws RefusedException {
    long offset = chunk.get("offset").whole(-1);
    List<JsonValue> content = chunk.get("content").items();
    List<String> known = lines.computeIfAbsent(file, name -> new ArrayList<>());
    if (offset < 0 || offset > known.size()) {
      throw new RefusedException("a gap in " + file + ": " + offset + " behind " + known.size());
    }
    switch (file) {
      case "wandb-summary.json" -> {
        if (offset != 0 || content.size() != 1) {
          throw new RefusedException("a summary is one line at 0");
        }
      }
      case "wandb-history.jsonl", "wandb-events.jsonl", "output.log" -> {}
      default -> throw new RefusedException("file " + file);
    }
    int at = (int) offset;
    for (JsonValue value : content.subList(0, content.size() / parts)) {
      // W&B's own client sends lines with and without their ends.
      String line = value.text().replaceFirst("\n\\z", "");
      check(file, line, at);
      if (at < known.size()) {
        known.set(at, line);
      } else {
        known.add(line);
      }
      at++;
    }
  }

  private void check(String file, String line, int at) throws RefusedException {
    if (line.length() > 10 << 20 || line.contains("\n")) {
      throw new RefusedException("a line of " + line.length() + " characters");
    }
    if (file.equals("output.log")) {
      if (!line.matches("(?s)(ERROR )?\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6} .*")) {
        throw new RefusedException("console line " + line);
      }
      return;
    }
    JsonValue values;
    try {
      values = ExtendedJson.parse(line);
    } catch (IOException e) {
      throw new RefusedException("no JSON in " + file);
    }
    if (!file.equals("wandb-summary.json")
        && !(values.get("_timestamp").isNumber() && values.get("_runtime").isNumber())) {
      throw new RefusedException("without time: " + line);
    }
    if (file.equals("wandb-history.jsonl")) {
      step(values, at);
    }
    for (String name : values.names()) {
      references(values.get(name));
    }
  }

  private void step(JsonValue values, int at) throws RefusedException {
    long step = values.get("_step").whole(-1);
    if (step < 0 || (at > 0 && step <= step(at - 1))) {
      throw new RefusedException("step " + step + " in line " + at);
    }
  }

  private long step(int line) throws RefusedException {
    try {
      return ExtendedJson.parse(lines("wandb-history.jsonl").get(line)).get("_step").whole(-1);
    } catch (IOException e) {
      throw new RefusedException("no JSON");
    }
  }

  /** What a value refers to must have been uploaded before. */
  private void references(JsonValue value) throws RefusedException {
    if (!ours) {
      return;
    }
    List<String> paths = new ArrayList<>();
    if (value.get("path").isText()) {
      paths.add(value.get("path").text());
      byte[] content = files.getOrDefault(value.get("path").text(), new byte[0]);
      if (value.get("size").whole(-1) != content.length) {
        throw new RefusedException("size of " + value.get("path").text());
      }
    }
    value.get("filenames").items().forEach(path -> paths.add(path.text()));
    for (String path : paths) {
      if (!files.containsKey(path)) {
        throw new RefusedException(path + " is not there");
      }
    }
  }
}
