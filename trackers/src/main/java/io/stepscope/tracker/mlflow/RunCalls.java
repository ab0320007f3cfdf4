package io.stepscope.tracker.mlflow;

import io.stepscope.event.RunStatus;
import io.stepscope.http.JsonValue;
import io.stepscope.json.JsonWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds, makes and updates experiments and runs. */
final class RunCalls {
  /** Tag that holds our id of the run, by which it is found again. */
  static final String OUR_ID = "stepscope.run";

  private static final int LONGEST_EXPERIMENT = 500;

  private final ServerCalls calls;

  RunCalls(ServerCalls calls) {
    this.calls = calls;
  }

  /** A run as the server knows it. */
  record Known(String runId, String artifactUri, Map<String, String> tags) {}

  /** Id of the experiment of that name, which is made if there is none. */
  String experiment(String name) throws UndeliveredException {
    String fitting = name;
    if (name.length() > LONGEST_EXPERIMENT) {
      fitting = name.substring(0, LONGEST_EXPERIMENT - 9) + '-' + Names.hash(name);
    }
    String found = find(fitting);
    if (found != null) {
      return found;
    }
    JsonWriter request = new JsonWriter();
    request.beginObject().name("name").value(fitting).endObject();
    Reply made = calls.post("experiments/create", request);
    if (made.errorCode().equals("RESOURCE_ALREADY_EXISTS")) {
      // Somebody else was quicker, or an answer was lost.
      found = find(fitting);
      if (found != null) {
        return found;
      }
    }
    return made.orThrow().json().get("experiment_id").text();
  }

  private @Nullable String find(String name) throws UndeliveredException {
    Reply reply = calls.get("experiments/get-by-name", "experiment_name", name);
    if (reply.errorCode().equals("RESOURCE_DOES_NOT_EXIST")) {
      return null;
    }
    JsonValue experiment = reply.orThrow().json().get("experiment");
    if (experiment.get("lifecycle_stage").text().equals("deleted")) {
      throw UndeliveredException.refused(
          "the experiment "
              + name
              + " is deleted in MLflow; restore it there, or choose another: mlflow.experiment");
    }
    return experiment.get("experiment_id").text();
  }

  /** The run that we made before, should we not remember; the oldest if there are several. */
  @Nullable Known ofOurs(String experimentId, String ourId) throws UndeliveredException {
    JsonWriter request = new JsonWriter();
    request.beginObject();
    request.name("experiment_ids").beginArray().value(experimentId).endArray();
    // An id of ours holds no quotes.
    request.name("filter").value("tags.`" + OUR_ID + "` = '" + ourId + "'");
    request.name("max_results").value(100).endObject();
    JsonValue runs = calls.post("runs/search", request).orThrow().json().get("runs");
    return runs.items().stream()
        .min(
            Comparator.<JsonValue>comparingLong(run -> run.at("info", "start_time").whole(0))
                .thenComparing(run -> run.at("info", "run_id").text()))
        .map(RunCalls::known)
        .orElse(null);
  }

  Known create(String experimentId, String name, long startMillis, Map<String, String> tags)
      throws UndeliveredException {
    JsonWriter request = new JsonWriter();
    request.beginObject().name("experiment_id").value(experimentId);
    request.name("run_name").value(name).name("start_time").value(startMillis);
    request.name("tags").beginArray();
    tags.forEach(
        (key, value) ->
            request.beginObject().name("key").value(key).name("value").value(value).endObject());
    request.endArray().endObject();
    Known known = known(calls.post("runs/create", request).orThrow().json().get("run"));
    if (known.runId().isEmpty()) {
      throw UndeliveredException.retry(calls.server() + " made a run without an id");
    }
    return known;
  }

  private static Known known(JsonValue run) {
    Map<String, String> tags = new TreeMap<>();
    for (JsonValue tag : run.at("data", "tags").items()) {
      tags.put(tag.get("key").text(), tag.get("value").text());
    }
    return new Known(run.at("info", "run_id").text(), run.at("info", "artifact_uri").text(), tags);
  }

  /** Sets the status; a run that goes on has no end. */
  void update(String runId, RunStatus status, long endMillis) throws UndeliveredException {
    JsonWriter request = new JsonWriter();
    request.beginObject().name("run_id").value(runId).name("status").value(word(status));
    if (status != RunStatus.RUNNING) {
      request.name("end_time").value(endMillis);
    }
    calls.post("runs/update", request.endObject()).orThrow();
  }

  /** MLflow has no word for a run that was stopped as asked: it has finished. */
  private static String word(RunStatus status) {
    RunStatus known = status == RunStatus.STOPPED ? RunStatus.FINISHED : status;
    return known.name().toUpperCase(Locale.ROOT);
  }
}
