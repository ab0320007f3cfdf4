package io.stepscope.tracker.mlflow;

import io.stepscope.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects metrics, hyper-parameters and tags and sends them by {@code runs/log-batch}, within its
 * limits ({@code mlflow/utils/validation.py}).
 *
 * <p>The server keeps a metric once per key, time, step and value, so sending again what may have
 * arrived does no harm. The same metric twice in one request makes it slow, and is left out here.
 */
final class LogBatch {
  private static final int MOST_METRICS = 1_000;
  private static final int MOST_PARAMS = 100;
  private static final int MOST_TAGS = 100;
  private static final int MOST_ENTITIES = 1_000;
  private static final int MOST_BYTES = 900_000;
  private static final int BYTES_AROUND_METRIC = 110;

  private final ServerCalls calls;
  private final String runId;
  private final Acknowledged acknowledged;
  private final JsonWriter json = new JsonWriter();
  private final Set<Metric> metrics = new HashSet<>();
  private final List<Metric> inOrder = new ArrayList<>();
  private final Map<String, String> params = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private int bytes;
  private int requests;

  /**
   * @param acknowledged remembers the requests of this batch, by their number
   */
  LogBatch(ServerCalls calls, String runId, Acknowledged acknowledged) {
    this.calls = calls;
    this.runId = runId;
    this.acknowledged = acknowledged;
  }

  /**
   * A point of a series.
   *
   * @param float32 whether it was recorded as one, and is written as the shortest number that gives
   *     it back
   * @param timeMillis since 1970, part of what the server tells points apart by
   */
  private record Metric(String key, double value, boolean float32, long timeMillis, long step) {}

  void metric(String key, double value, boolean float32, long timeMillis, long step)
      throws UndeliveredException {
    if (inOrder.size() == MOST_METRICS) {
      flush();
    }
    makeRoom(BYTES_AROUND_METRIC + 3 * key.length());
    Metric metric = new Metric(key, value, float32, timeMillis, step);
    if (metrics.add(metric)) {
      inOrder.add(metric);
    }
  }

  /** The value must be one that the run does not hold otherwise. */
  void param(String key, String value) throws UndeliveredException {
    if (params.size() == MOST_PARAMS || params.containsKey(key)) {
      flush();
    }
    makeRoom(bytesOf(key, value));
    params.put(key, value);
  }

  /** A later value replaces an earlier one. */
  void tag(String key, String value) throws UndeliveredException {
    if (tags.size() == MOST_TAGS) {
      flush();
    }
    makeRoom(bytesOf(key, value));
    tags.put(key, value);
  }

  private void makeRoom(int forBytes) throws UndeliveredException {
    int entities = inOrder.size() + params.size() + tags.size();
    if (entities == MOST_ENTITIES || (bytes > 0 && bytes + forBytes > MOST_BYTES)) {
      flush();
    }
    bytes += forBytes;
  }

  /** At most; a control character takes six bytes. */
  private static int bytesOf(String key, String value) {
    return 40 + 3 * key.length() + 6 * value.length();
  }

  /** Counts requests anew. */
  void beginAnew() {
    requests = 0;
  }

  /** Sends what was collected. */
  void flush() throws UndeliveredException {
    if (inOrder.isEmpty() && params.isEmpty() && tags.isEmpty()) {
      return;
    }
    json.clear();
    json.beginObject().name("run_id").value(runId);
    json.name("metrics").beginArray();
    for (Metric metric : inOrder) {
      write(metric);
    }
    json.endArray();
    pairs("params", params);
    pairs("tags", tags);
    json.endObject();
    String place = "request " + requests++;
    byte[] request = json.toByteArray();
    if (!acknowledged.has(place, request)) {
      calls.post("runs/log-batch", request).orThrow();
      acknowledged.took(place, request);
    }
    metrics.clear();
    inOrder.clear();
    params.clear();
    tags.clear();
    bytes = 0;
  }

  private void write(Metric metric) {
    json.beginObject().name("key").value(metric.key()).name("value");
    // NaN and infinities become texts, as they must: a bare NaN is answered with success and stored
    // as another point.
    if (metric.float32()) {
      json.value((float) metric.value());
    } else {
      json.value(metric.value());
    }
    json.name("timestamp").value(metric.timeMillis());
    json.name("step").value(metric.step()).endObject();
  }

  private void pairs(String name, Map<String, String> pairs) {
    json.name(name).beginArray();
    pairs.forEach(
        (key, value) ->
            json.beginObject().name("key").value(key).name("value").value(value).endObject());
    json.endArray();
  }
}
