package io.stepscope.tracker.mlflow;

import io.stepscope.http.JsonValue;
import io.stepscope.json.JsonWriter;
import io.stepscope.tracker.fakes.FakeAnswer;
import io.stepscope.tracker.fakes.FakeRequest;
import io.stepscope.tracker.fakes.FakeService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An MLflow tracking server: the REST API and the proxy for artifacts, as strict as those of 2.12.2
 * and 3.11 were seen to be. Metrics are kept once per key, time, step and value.
 */
public final class FakeMlflow implements FakeService {
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
  private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");

  /** Experiments by id. */
  final Map<String, String> experiments = new LinkedHashMap<>(Map.of("0", "Default"));

  final Map<String, FakeMlflowRun> runs = new LinkedHashMap<>();

  /** Files by their path below the artifacts of the server. */
  final Map<String, byte[]> artifacts = new TreeMap<>();

  /** What is to be in the header; null where nobody asks. */
  @Nullable String authorization;

  /** The only workspace; null where there are none. */
  @Nullable String workspace;

  String version = "2.12.2";
  String artifactRoot = "mlflow-artifacts:/";
  boolean servesArtifacts = true;
  boolean keepsFiles;
  String deletedExperiment = "";

  /** Files whose path holds this are refused, or make the server fail. */
  String refusedFile = "\0";

  String brokenFile = "\0";

  /** Refuses whoever does not send this in the header {@code Authorization}. */
  public FakeMlflow asking(String newAuthorization) {
    authorization = newAuthorization;
    return this;
  }

  @Override
  public FakeAnswer answer(FakeRequest request) {
    return answer(request, 1);
  }

  /** Half of the metrics, or half of a file. */
  @Override
  public FakeAnswer answerPartly(FakeRequest request) {
    if (request.path().endsWith("/log-batch")) {
      answer(request, 0.5);
    } else if (request.method().equals("PUT")) {
      byte[] half = Arrays.copyOf(request.body(), request.body().length / 2);
      artifacts.put(request.path().substring(ARTIFACTS.length() + 1), half);
    }
    return FakeAnswer.html(500, "Internal Server Error");
  }

  @Override
  public FakeAnswer expired(FakeRequest request) {
    return FakeAnswer.text(
        401, "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth");
  }

  private FakeAnswer answer(FakeRequest request, double share) {
    if (authorization != null && !authorization.equals(request.header("authorization"))) {
      return expired(request);
    }
    if (request.path().equals("/version")) {
      return FakeAnswer.text(200, version);
    }
    try {
      checkWorkspace(request.header("x-mlflow-workspace"));
      if (request.path().startsWith(ARTIFACTS)) {
        return artifact(request);
      }
      return FakeAnswer.json(200, rest(request, share));
    } catch (FakeMlflowError e) {
      return e.answer();
    }
  }

  private void checkWorkspace(@Nullable String header) {
    if (header != null && workspace == null) {
      throw FakeMlflowError.disabled("Workspaces are not enabled on this server");
    }
    if (header != null && !header.equals(workspace)) {
      throw FakeMlflowError.missing("Workspace '" + header + "' not found");
    }
  }

  private String rest(FakeRequest request, double share) {
    if (!request.path().startsWith(API)) {
      throw FakeMlflowError.missing("no such endpoint");
    }
    String endpoint = request.method() + ' ' + request.path().substring(API.length());
    JsonValue json = JsonValue.MISSING;
    if (request.method().equals("POST")) {
      if (!"application/json".equals(request.header("content-type"))) {
        throw FakeMlflowError.badRequest("Bad Request. Content-Type must be application/json");
      }
      try {
        json = JsonValue.parse(request.body());
      } catch (IOException e) {
        return notUnderstood(request);
      }
    }
    return switch (endpoint) {
      case "GET experiments/get-by-name" -> experiment(request.parameter("experiment_name"));
      case "POST experiments/create" -> createExperiment(json.get("name").text());
      case "POST runs/create" -> createRun(json);
      case "POST runs/search" -> search(json);
      case "POST runs/update" -> update(json);
      case "POST runs/log-batch" -> {
        run(json.get("run_id").text()).logBatch(json, request.body().length, share);
        yield "{}";
      }
      case "GET runs/get" -> get(run(request.parameter("run_id")));
      case "GET metrics/get-history" -> history(request);
      default -> throw FakeMlflowError.missing("no such endpoint: " + endpoint);
    };
  }

  /** Errors of the parser are swallowed. */
  private String notUnderstood(FakeRequest request) {
    Matcher run = Pattern.compile("\"run_id\":\"(\\w+)\"").matcher(request.text());
    if (run.find()) {
      run(run.group(1)).storeWhatWasNotUnderstood();
    }
    return "{}";
  }

  private String experiment(@Nullable String name) {
    for (Map.Entry<String, String> experiment : experiments.entrySet()) {
      if (experiment.getValue().equals(name)) {
        JsonWriter json = new JsonWriter();
        json.beginObject().name("experiment").beginObject();
        json.name("experiment_id").value(experiment.getKey());
        json.name("name").value(experiment.getValue());
        json.name("lifecycle_stage")
            .value(experiment.getValue().equals(deletedExperiment) ? "deleted" : "active");
        return text(json.endObject().endObject());
      }
    }
    throw FakeMlflowError.missing("Could not find experiment with name '" + name + "'");
  }

  private String createExperiment(String name) {
    if (name.isEmpty() || name.length() > 500) {
      throw FakeMlflowError.invalid("Invalid experiment name: '" + name + "'");
    }
    if (experiments.containsValue(name)) {
      throw FakeMlflowError.exists("Experiment(name=" + name + ") already exists.");
    }
    String id = Integer.toString(experiments.size());
    experiments.put(id, name);
    return "{\"experiment_id\":\"" + id + "\"}";
  }

  private String createRun(JsonValue json) {
    String experiment = json.get("experiment_id").text();
    if (!experiments.containsKey(experiment)) {
      throw FakeMlflowError.badRequest("(sqlite3.IntegrityError) FOREIGN KEY constraint failed");
    }
    String id = String.format(Locale.ROOT, "%032x", runs.size() + 1);
    String place = artifactRoot + experiment + '/' + id + "/artifacts";
    int longestTag = version.startsWith("2.") ? 5_000 : 8_000;
    FakeMlflowRun run =
        new FakeMlflowRun(
            id, experiment, place, json.get("start_time").whole(0), keepsFiles, longestTag);
    run.setTags(FakeMlflowRun.pairs(json, "tags", "tag", longestTag));
    run.setTags(Map.of("mlflow.runName", json.get("run_name").text("gifted-owl-1")));
    runs.put(id, run);
    return "{\"run\":" + described(run) + '}';
  }

  private String search(JsonValue json) {
    Matcher filter = FILTER.matcher(json.get("filter").text());
    if (!filter.matches()) {
      throw FakeMlflowError.invalid("Invalid filter '" + json.get("filter").text() + "'");
    }
    List<String> found = new ArrayList<>();
    for (FakeMlflowRun run : runs.values()) {
      boolean asked =
          json.get("experiment_ids").items().stream()
              .anyMatch(id -> id.text().equals(run.experimentId));
      if (asked
          && run.lifecycleStage.equals("active")
          && filter.group(2).equals(run.tags.get(filter.group(1)))) {
        found.add(described(run));
      }
    }
    return found.isEmpty() ? "{}" : "{\"runs\":[" + String.join(",", found) + "]}";
  }

  private String update(JsonValue json) {
    FakeMlflowRun run = run(json.get("run_id").text());
    run.checkActive();
    String status = json.get("status").text();
    if (!List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED").contains(status)) {
      throw FakeMlflowError.invalid("Invalid status " + status);
    }
    run.status = status;
    run.endTime = json.get("end_time").whole(0);
    return "{\"run_info\":{}}";
  }

  private FakeMlflowRun run(@Nullable String id) {
    FakeMlflowRun run = id == null ? null : runs.get(id);
    if (run == null) {
      throw FakeMlflowError.missing("Run with id=" + id + " not found");
    }
    return run;
  }

  private static String get(FakeMlflowRun run) {
    return "{\"run\":" + described(run) + '}';
  }

  private static String described(FakeMlflowRun run) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("info").beginObject();
    json.name("run_id").value(run.runId).name("experiment_id").value(run.experimentId);
    json.name("artifact_uri").value(run.artifactUri).name("status").value(run.status);
    json.name("start_time").value(run.startTime);
    json.name("lifecycle_stage").value(run.lifecycleStage).endObject();
    json.name("data").beginObject().name("metrics").beginArray();
    run.metrics.forEach((key, points) -> metric(json, key, FakeMlflowRun.latest(points)));
    json.endArray();
    pairs(json, "params", run.params);
    pairs(json, "tags", run.tags);
    return text(json.endObject().endObject());
  }

  private static void metric(JsonWriter json, String key, FakeMlflowRun.Point point) {
    json.beginObject().name("key").value(key);
    json.name("value").value(point.nan() ? Double.NaN : point.value());
    json.name("timestamp").value(point.timestamp()).name("step").value(point.step()).endObject();
  }

  private static void pairs(JsonWriter json, String name, Map<String, String> pairs) {
    json.name(name).beginArray();
    pairs.forEach(
        (key, value) ->
            json.beginObject().name("key").value(key).name("value").value(value).endObject());
    json.endArray();
  }

  private String history(FakeRequest request) {
    FakeMlflowRun run = run(request.parameter("run_id"));
    String key = String.valueOf(request.parameter("metric_key"));
    List<FakeMlflowRun.Point> points = run.metrics.getOrDefault(key, List.of());
    String most = request.parameter("max_results");
    if (most == null && !version.startsWith("2.")) {
      return "{\"next_page_token\":\"0\"}";
    }
    String token = request.parameter("page_token");
    int from = token == null ? 0 : Integer.parseInt(token);
    int to = most == null ? points.size() : Math.min(points.size(), from + Integer.parseInt(most));
    JsonWriter json = new JsonWriter();
    json.beginObject().name("metrics").beginArray();
    points.subList(from, to).forEach(point -> metric(json, key, point));
    json.endArray();
    if (to < points.size()) {
      json.name("next_page_token").value(Integer.toString(to));
    }
    return text(json.endObject());
  }

  private FakeAnswer artifact(FakeRequest request) {
    if (!servesArtifacts) {
      return FakeAnswer.text(
          503,
          "Endpoint disabled due to the mlflow server running in `--no-serve-artifacts` mode. To"
              + " enable artifacts server functionality, run `mlflow server` with"
              + " `--serve-artifacts`");
    }
    if (request.path().equals(ARTIFACTS)) {
      return FakeAnswer.json(200, listed(String.valueOf(request.parameter("path"))));
    }
    String path = request.path().substring(ARTIFACTS.length() + 1);
    if (!FakeMlflowRules.normal(path).equals(path) || path.startsWith("..")) {
      throw FakeMlflowError.invalid("Invalid path");
    }
    return switch (request.method()) {
      case "PUT" -> {
        checkFile(path);
        if (path.contains(refusedFile)) {
          throw FakeMlflowError.invalid("Invalid artifact");
        }
        if (path.contains(brokenFile)) {
          throw FakeMlflowError.internal("cannot store it");
        }
        artifacts.put(path, request.body());
        yield FakeAnswer.json(200, "{}");
      }
      case "GET" -> {
        byte[] file = artifacts.get(path);
        // A file that is not there is an error of the server.
        yield file == null
            ? FakeAnswer.html(500, "Internal Server Error")
            : FakeAnswer.of(200, "application/octet-stream", file);
      }
      default -> FakeAnswer.html(405, "Method Not Allowed");
    };
  }

  /** A file system has no file that is also a folder, and no long names. */
  private void checkFile(String path) {
    for (String segment : path.split("/")) {
      if (segment.getBytes(StandardCharsets.UTF_8).length > 255) {
        throw FakeMlflowError.internal("[Errno 36] File name too long: '" + segment + "'");
      }
    }
    for (String other : artifacts.keySet()) {
      if (other.startsWith(path + '/') || path.startsWith(other + '/')) {
        throw FakeMlflowError.internal("[Errno 20] Not a directory: '" + other + "'");
      }
    }
  }

  private String listed(String folder) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("files").beginArray();
    artifacts.forEach(
        (path, bytes) -> {
          int slash = path.lastIndexOf('/');
          if (path.substring(0, Math.max(0, slash)).equals(folder)) {
            json.beginObject().name("path").value(path.substring(slash + 1));
            json.name("is_dir").value(false).name("file_size").value(bytes.length).endObject();
          }
        });
    return text(json.endArray().endObject());
  }

  private static String text(JsonWriter json) {
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }

  /** The only run. */
  FakeMlflowRun run() {
    if (runs.size() != 1) {
      throw new AssertionError(runs.size() + " runs");
    }
    return runs.values().iterator().next();
  }

  /** The only run's files by their path within it, as text. */
  Map<String, String> files() {
    String prefix = run().experimentId + '/' + run().runId + "/artifacts/";
    Map<String, String> files = new TreeMap<>();
    artifacts.forEach(
        (path, bytes) -> {
          if (path.startsWith(prefix)) {
            files.put(
                path.substring(prefix.length()), new String(bytes, StandardCharsets.ISO_8859_1));
          }
        });
    return files;
  }

  /** Whether there is one run, with so many points. */
  public boolean holds(long points) {
    return runs.size() == 1 && points() == points;
  }

  /** How many points the only run has. */
  public long points() {
    return run().metrics.values().stream().mapToLong(List::size).sum();
  }

  /** The value that came last of each metric of the only run. */
  public Map<String, Double> latest() {
    Map<String, Double> latest = new TreeMap<>();
    run().metrics.forEach((key, points) -> latest.put(key, points.get(points.size() - 1).value()));
    return latest;
  }
}
