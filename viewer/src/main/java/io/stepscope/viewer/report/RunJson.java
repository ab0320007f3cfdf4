package io.stepscope.viewer.report;

import io.stepscope.event.Alert;
import io.stepscope.event.Artifact;
import io.stepscope.event.ControlAction;
import io.stepscope.event.Params.Group;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.Buckets;
import io.stepscope.histogram.Histogram;
import io.stepscope.viewer.run.LayerRow;
import io.stepscope.viewer.run.RunDetails;
import io.stepscope.viewer.run.RunDigest;
import io.stepscope.viewer.run.RunSummary;
import io.stepscope.viewer.run.TimeShare;
import io.stepscope.viewer.series.Bucket;
import io.stepscope.viewer.series.Envelope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The list of runs and the report of one run as maps, lists, texts and numbers, to be written as
 * JSON. Times are ISO 8601 in UTC, durations nanoseconds.
 */
public final class RunJson {
  private RunJson() {}

  /** One run of the list. */
  public static Map<String, @Nullable Object> summary(RunSummary run) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("run", run.id());
    json.put("name", run.name());
    json.put("experiment", run.experiment());
    json.put("status", run.statusWord());
    json.put("reason", run.reason());
    json.put("started", time(run.startedMicros()));
    json.put("last", time(run.lastMicros()));
    json.put("duration", run.durationNanos() < 0 ? null : run.durationNanos());
    json.put("steps", run.steps());
    json.put("loss", run.loss());
    json.put("remark", run.remark());
    return json;
  }

  /** The report of one run. */
  public static Map<String, @Nullable Object> details(RunDetails run, List<Receipt> receipts) {
    RunDigest digest = run.digest();
    Map<String, @Nullable Object> json = summary(run.summary());
    json.put("steps", digest.steps());
    json.put("epochs", digest.epochs());
    json.put("ranks", run.ranks());
    json.put("version", digest.version());
    for (Group group : Group.values()) {
      json.put(group.name().toLowerCase(Locale.ROOT), digest.params(group));
    }
    Map<String, Object> series = new LinkedHashMap<>();
    digest.series().byName().forEach((name, values) -> series.put(name, series(values)));
    json.put("series", series);
    json.put("layers", digest.layers().stream().map(RunJson::layer).toList());
    json.put("timed_steps", digest.timedSteps());
    json.put("times", digest.times().stream().map(RunJson::share).toList());
    json.put("steps_timed_on_devices", digest.stepsTimedOnDevices());
    json.put("device_times", digest.deviceTimes().stream().map(RunJson::share).toList());
    json.put("histograms", digest.histograms().names());
    json.put("alerts", digest.alerts().stream().map(RunJson::alert).toList());
    json.put("control", digest.actions().stream().map(RunJson::action).toList());
    json.put("artifacts", digest.artifacts().stream().map(RunJson::artifact).toList());
    json.put("trackers", receipts(receipts));
    json.put("damaged_bytes", run.damagedBytes());
    return json;
  }

  /** The distribution of one tensor, in the buckets that were counted. */
  public static Map<String, @Nullable Object> histogram(TensorHistogram event) {
    Histogram histogram = event.histogram();
    Buckets buckets = histogram.buckets();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", event.name());
    json.put("step", event.stamp().step());
    json.put("count", histogram.count());
    json.put("zeros", histogram.zeros());
    json.put("nan", histogram.nan());
    json.put("inf", histogram.infinite());
    json.put("min", histogram.min());
    json.put("max", histogram.max());
    json.put("mean", histogram.mean());
    json.put("std", histogram.standardDeviation());
    json.put("edges", numbers(buckets.edges()));
    json.put("counts", numbers(buckets.counts()));
    return json;
  }

  /** What trackers got. */
  public static List<Map<String, @Nullable Object>> receipts(List<Receipt> receipts) {
    List<Map<String, @Nullable Object>> json = new ArrayList<>();
    receipts.forEach(receipt -> json.add(receipt(receipt)));
    return json;
  }

  private static Map<String, @Nullable Object> series(Envelope values) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("count", values.count());
    json.put("not_finite", values.nonFinite());
    json.put("first_step", values.firstStep());
    json.put("last_step", values.lastStep());
    json.put("latest", values.latest());
    json.put("min", values.min());
    json.put("max", values.max());
    json.put("mean", values.mean());
    json.put("buckets", values.buckets().stream().map(RunJson::bucket).toList());
    return json;
  }

  private static Map<String, @Nullable Object> bucket(Bucket bucket) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("first_step", bucket.firstStep());
    json.put("last_step", bucket.lastStep());
    json.put("min", bucket.min());
    json.put("max", bucket.max());
    json.put("last", bucket.last());
    json.put("not_finite", bucket.nonFinite());
    return json;
  }

  private static Map<String, @Nullable Object> layer(LayerRow layer) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("parameter", layer.parameter());
    json.put("elements", layer.elements());
    json.put("gradient_norm", series(layer.gradientNorm()));
    json.put("weight_norm", layer.weightNorm());
    json.put("update_ratio", layer.updateRatio());
    json.put("not_finite", layer.notFinite());
    return json;
  }

  private static Map<String, @Nullable Object> share(TimeShare share) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("phase", share.phase());
    json.put("nanoseconds", share.nanos());
    json.put("share", share.share());
    return json;
  }

  private static Map<String, @Nullable Object> alert(Alert alert) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("step", alert.stamp().hasStep() ? alert.stamp().step() : null);
    json.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    json.put("title", alert.title());
    json.put("text", alert.text());
    return json;
  }

  private static Map<String, @Nullable Object> action(ControlAction action) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("step", action.stamp().hasStep() ? action.stamp().step() : null);
    json.put("command", action.command());
    json.put("action", action.action());
    json.put("target", action.target());
    json.put("old", action.oldValue());
    json.put("new", action.newValue());
    json.put("outcome", action.outcome().name().toLowerCase(Locale.ROOT));
    json.put("message", action.message());
    return json;
  }

  private static Map<String, @Nullable Object> artifact(Artifact artifact) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", artifact.name());
    json.put("type", artifact.type());
    json.put("sha256", artifact.sha256());
    json.put("bytes", artifact.bytes());
    return json;
  }

  private static Map<String, @Nullable Object> receipt(Receipt receipt) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tracker", receipt.tracker());
    json.put("state", receipt.state());
    json.put("delivered", receipt.delivered());
    json.put("retried", receipt.retried());
    json.put("skipped", receipt.skipped());
    json.put("rejected", receipt.rejected());
    json.put("uncertain", receipt.uncertain());
    json.put("reason", receipt.reason());
    json.put("kinds", receipt.kinds().stream().map(RunJson::kind).toList());
    json.put("reasons", receipt.reasons());
    return json;
  }

  private static Map<String, @Nullable Object> kind(KindReceipt kind) {
    return JsonObject.of("kind", kind.kind())
        .and("delivered", kind.delivered())
        .and("retried", kind.retried())
        .and("skipped", kind.skipped())
        .and("rejected", kind.rejected())
        .and("uncertain", kind.uncertain())
        .map();
  }

  private static @Nullable String time(long micros) {
    return micros == 0 ? null : Times.instant(micros).toString();
  }

  private static List<Double> numbers(double[] values) {
    List<Double> numbers = new ArrayList<>(values.length);
    for (double value : values) {
      numbers.add(value);
    }
    return numbers;
  }
}
