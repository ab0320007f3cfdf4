package io.stepscope.tracker.mlflow;

import io.stepscope.http.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A run as a server with a database holds it, or one with files. */
final class FakeMlflowRun {
  private static final int MOST_REQUEST_BYTES = 1_000_000;

  final String runId;
  final String experimentId;
  final String artifactUri;
  final long startTime;
  long endTime;
  String status = "RUNNING";
  String lifecycleStage = "active";
  final Map<String, String> params = new TreeMap<>();
  final Map<String, String> tags = new TreeMap<>();

  /** In the order in which they came. */
  final Map<String, List<Point>> metrics = new TreeMap<>();

  /** How many metrics were sent that were there already. */
  long repeated;

  private final Set<Object> keys = new HashSet<>();
  private final boolean files;
  private final int longestTag;

  /**
   * A metric as it is stored; NaN is 0 with a mark, and an infinite number is the largest one.
   *
   * @param timestamp milliseconds since 1970
   */
  record Point(long timestamp, long step, double value, boolean nan) {}

  private record Key(String metric, Point point) {}

  private record Given(String key, Point point) {}

  FakeMlflowRun(
      String runId,
      String experimentId,
      String artifactUri,
      long startTime,
      boolean files,
      int longestTag) {
    this.runId = runId;
    this.experimentId = experimentId;
    this.artifactUri = artifactUri;
    this.startTime = startTime;
    this.files = files;
    this.longestTag = longestTag;
  }

  void checkActive() {
    if (!lifecycleStage.equals("active")) {
      throw FakeMlflowError.invalid(
          "The run "
              + runId
              + " must be in the 'active' state. Current state is "
              + lifecycleStage
              + ".");
    }
  }

  /**
   * {@code runs/log-batch}: all of it or nothing with a database; with files whatever comes before
   * what fails.
   *
   * @param share of the metrics that are taken; below 1 for a server that dies meanwhile
   */
  void logBatch(JsonValue request, int bytes, double share) {
    if (bytes > MOST_REQUEST_BYTES) {
      throw FakeMlflowError.invalid(
          "Batched logging API requests must be at most 1000000 bytes, got " + bytes);
    }
    final List<Given> given = metrics(request);
    final Map<String, String> newParams = pairs(request, "params", "param", 6_000);
    if (newParams.size() < request.get("params").items().size()) {
      throw FakeMlflowError.invalid("Duplicate parameter keys have been submitted");
    }
    final Map<String, String> newTags = pairs(request, "tags", "tag", longestTag);
    FakeMlflowRules.checkCount("metrics", given.size(), 1_000);
    FakeMlflowRules.checkCount("params", request.get("params").items().size(), 100);
    FakeMlflowRules.checkCount("tags", request.get("tags").items().size(), 100);
    FakeMlflowRules.checkCount(
        "metrics, params, and tags", given.size() + newParams.size() + newTags.size(), 1_000);
    checkActive();
    newParams.forEach(this::checkParam);
    params.putAll(newParams);
    int taken = (int) (given.size() * share);
    for (Given metric : given.subList(0, taken)) {
      store(metric.key(), metric.point());
    }
    if (share == 1) {
      setTags(newTags);
    }
  }

  private void checkParam(String key, String value) {
    String before = params.get(key);
    if (before != null && !before.equals(value)) {
      String message = "Changing param values is not allowed. Param with key='" + key + "'";
      throw files ? FakeMlflowError.internal(message) : FakeMlflowError.invalid(message);
    }
  }

  void setTags(Map<String, String> newTags) {
    tags.putAll(newTags);
  }

  private void store(String key, Point point) {
    if (files) {
      for (String other : metrics.keySet()) {
        if (other.startsWith(key + '/') || key.startsWith(other + '/')) {
          throw FakeMlflowError.internal("[Errno 17] File exists: '" + other + "'");
        }
      }
    }
    if (keys.add(new Key(key, point))) {
      metrics.computeIfAbsent(key, name -> new ArrayList<>()).add(point);
    } else {
      repeated++;
      if (files) {
        metrics.computeIfAbsent(key, name -> new ArrayList<>()).add(point);
      }
    }
  }

  private static List<Given> metrics(JsonValue request) {
    List<Given> given = new ArrayList<>();
    for (JsonValue metric : request.get("metrics").items()) {
      String key = metric.get("key").text();
      FakeMlflowRules.checkName("metric", key);
      JsonValue value = metric.get("value");
      boolean word = Set.of("NaN", "Infinity", "-Infinity").contains(value.text());
      if (!value.isNumber() && !word) {
        throw FakeMlflowError.invalid("Got invalid value " + value.text() + " for metric '" + key);
      }
      long timestamp = metric.get("timestamp").whole(Long.MIN_VALUE);
      long step = metric.get("step").whole(Long.MIN_VALUE);
      if (timestamp < 0 || step == Long.MIN_VALUE) {
        throw FakeMlflowError.invalid("Got invalid timestamp or step for metric '" + key + "'");
      }
      given.add(new Given(key, point(timestamp, step, value.number(0))));
    }
    return given;
  }

  private static Point point(long timestamp, long step, double value) {
    if (Double.isNaN(value)) {
      return new Point(timestamp, step, 0, true);
    }
    double stored = Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
    // SQLite has no negative zero.
    return new Point(timestamp, step, stored == 0 ? 0.0 : stored, false);
  }

  static Map<String, String> pairs(JsonValue request, String list, String what, int longest) {
    Map<String, String> pairs = new TreeMap<>();
    for (JsonValue pair : request.get(list).items()) {
      String key = pair.get("key").text();
      FakeMlflowRules.checkName(what, key);
      FakeMlflowRules.checkLength(what + " '" + key + "'", pair.get("value").text(), longest);
      pairs.put(key, pair.get("value").text());
    }
    return pairs;
  }

  /** What a bare NaN does: the request is not understood and yet answered with success. */
  void storeWhatWasNotUnderstood() {
    store("not understood", new Point(0, 0, 0, false));
  }

  /** The latest point by step, time and value. */
  static Point latest(List<Point> points) {
    Point latest = points.get(0);
    for (Point point : points) {
      boolean later =
          point.step() > latest.step()
              || (point.step() == latest.step() && point.timestamp() > latest.timestamp())
              || (point.step() == latest.step()
                  && point.timestamp() == latest.timestamp()
                  && point.value() > latest.value());
      latest = later ? point : latest;
    }
    return latest;
  }
}
