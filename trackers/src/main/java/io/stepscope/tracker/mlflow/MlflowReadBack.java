package io.stepscope.tracker.mlflow;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.http.JsonValue;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares metrics with what was recorded: of scalars, timings and histograms, as the server
 * returns them by {@code metrics/get-history}.
 *
 * <p>What a database cannot tell apart is not told apart here either: an infinite number is stored
 * as the largest one, and the same value at the same step and millisecond once.
 */
final class MlflowReadBack implements ReadBack {
  private static final int PAGE = 25_000;

  private final ServerCalls calls;
  private final @Nullable String checkpoint;
  private final SeriesKeys keys = new SeriesKeys();
  private final RunState steps = new RunState();
  private final Map<String, EventKind> kinds = new HashMap<>();
  private final Map<String, Point> last = new HashMap<>();

  /** The last expected point of a series. */
  private record Point(long timeMillis, long step, double value) {}

  MlflowReadBack(ServerCalls calls, @Nullable String checkpoint) {
    this.calls = calls;
    this.checkpoint = checkpoint;
  }

  @Override
  public void expect(Event event, Consumer<HeldValue> held) {
    Stamp stamp = event.stamp();
    steps.passed(stamp);
    if (event instanceof Scalar scalar) {
      double value = scalar.float32() ? shortest(scalar.value()) : scalar.value();
      boolean asRecorded = keys.of(stamp, scalar.name()).unit() == SystemSeries.Unit.SAME;
      expect(event, scalar.name(), asRecorded ? value : scalar.value(), held);
    } else if (event instanceof Timing timing) {
      expect(event, timing.name(), timing.nanos() / 1e9, held);
    } else if (event instanceof TensorHistogram histogram) {
      try {
        HistogramSeries.write(
            histogram.histogram(),
            (suffix, value) -> expect(event, histogram.name() + suffix, value, held));
      } catch (UndeliveredException e) {
        throw new IllegalStateException("nothing is sent here", e);
      }
    }
  }

  /** The number whose shortest text is that of the float. */
  private static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }

  private void expect(Event event, String name, double value, Consumer<HeldValue> held) {
    Stamp stamp = event.stamp();
    SeriesKeys.Key key = keys.of(stamp, name);
    double kept = kept(key.unit().of(value));
    Point point = new Point(RunWriter.millis(stamp), steps.stepOf(stamp), kept);
    if (!point.equals(last.put(key.key(), point))) {
      kinds.put(key.key(), event.kind());
      held.accept(HeldValue.number(event.kind(), key.key(), point.step(), kept));
    }
  }

  private static double kept(double value) {
    if (Double.isInfinite(value)) {
      return Math.copySign(Double.MAX_VALUE, value);
    }
    return value == 0 ? 0.0 : value;
  }

  @Override
  public void read(Consumer<HeldValue> held) throws IOException {
    try {
      RunState state = checkpoint == null ? new RunState() : Checkpoint.read(checkpoint);
      if (state.runId.isEmpty()) {
        throw new IOException("nothing was delivered yet");
      }
      Reply run = calls.get("runs/get", "run_id", state.runId).orThrow();
      for (JsonValue metric : run.json().at("run", "data", "metrics").items()) {
        read(state.runId, metric.get("key").text(), held);
      }
    } catch (UndeliveredException e) {
      throw new IOException(e.getMessage());
    }
  }

  private void read(String runId, String key, Consumer<HeldValue> held)
      throws UndeliveredException {
    EventKind kind = kinds.getOrDefault(key, EventKind.SCALAR);
    String page = "";
    do {
      Reply reply =
          page.isEmpty()
              ? calls.get("metrics/get-history", query(runId, key))
              : calls.get("metrics/get-history", query(runId, key, "page_token", page));
      JsonValue json = reply.orThrow().json();
      for (JsonValue metric : json.get("metrics").items()) {
        double value = kept(metric.get("value").number(Double.NaN));
        held.accept(HeldValue.number(kind, key, metric.get("step").whole(0), value));
      }
      page = json.get("next_page_token").text();
    } while (!page.isEmpty());
  }

  private static String[] query(String runId, String key, String... more) {
    String[] query = new String[6 + more.length];
    String[] always = {"run_id", runId, "metric_key", key, "max_results", Integer.toString(PAGE)};
    System.arraycopy(always, 0, query, 0, always.length);
    System.arraycopy(more, 0, query, always.length, more.length);
    return query;
  }

  @Override
  public void close() {
    last.clear();
  }
}
