package io.stepscope.tracker.mlflow;

import io.stepscope.http.JsonValue;
import io.stepscope.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The state of a run as the text that the forward engine keeps: an object in JSON. */
final class Checkpoint {
  private static final long VERSION = 1;

  private Checkpoint() {}

  static String of(RunState state) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("version").value(VERSION);
    json.name("run").value(state.runId).name("experiment").value(state.experimentId);
    json.name("artifacts").value(state.artifactUri);
    json.name("images").value(state.imageNames.word());
    json.name("images_logged").value(state.imagesLogged);
    json.name("steps").beginObject();
    state.latestSteps.forEach((rank, step) -> json.name(rank.toString()).value(step.longValue()));
    json.endObject().name("files").beginObject();
    state.files.forEach(
        (path, growth) -> {
          json.name(path).beginArray().value(growth.part()).value(growth.bytes());
          json.value(growth.crc()).endArray();
        });
    json.endObject();
    json.name("histograms").value(state.histograms);
    json.name("params").value(state.params);
    json.name("alerts").value(state.alerts);
    json.name("tables").value(state.tables);
    json.name("renamed").value(state.renamed);
    json.endObject();
    return new String(json.toByteArray(), StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws UndeliveredException that refuses the run if it is something else
   */
  static RunState read(String checkpoint) throws UndeliveredException {
    JsonValue json;
    try {
      json = JsonValue.parse(checkpoint.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      json = JsonValue.MISSING;
    }
    if (json.get("version").whole(0) != VERSION) {
      throw UndeliveredException.refused(
          "the checkpoint is damaged or of another version; delete cursors/mlflow in the run"
              + " folder, and the same run is delivered again");
    }
    RunState state = new RunState();
    state.runId = json.get("run").text();
    state.experimentId = json.get("experiment").text();
    state.artifactUri = json.get("artifacts").text();
    state.imageNames = ImageNames.of(json.get("images").text());
    state.imagesLogged = json.get("images_logged").isTrue();
    JsonValue steps = json.get("steps");
    steps
        .names()
        .forEach(rank -> state.latestSteps.put(Integer.valueOf(rank), steps.get(rank).whole(0)));
    JsonValue files = json.get("files");
    for (String path : files.names()) {
      List<JsonValue> growth = files.get(path).items();
      state.files.put(
          path,
          new GrowingFiles.Growth(
              (int) growth.get(0).whole(1), (int) growth.get(1).whole(0), growth.get(2).whole(0)));
    }
    numbers(json.get("histograms"), state.histograms);
    numbers(json.get("alerts"), state.alerts);
    JsonValue params = json.get("params");
    params.names().forEach(key -> state.params.put(key, params.get(key).text()));
    json.get("tables").items().forEach(path -> state.tables.add(path.text()));
    json.get("renamed").items().forEach(key -> state.renamed.add(key.text()));
    return state;
  }

  private static void numbers(JsonValue object, Map<String, Long> into) {
    object.names().forEach(name -> into.put(name, object.get(name).whole(0)));
  }
}
