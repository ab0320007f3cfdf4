package io.stepscope.benchmarks.json;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.json.EventCsv;
import io.stepscope.json.EventJson;
import io.stepscope.json.JsonWriter;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds a line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class EventJsonBenchmark {
  private static final int EVENTS = 1_000;

  private final JsonWriter json = new JsonWriter();
  private final EventJson events = new EventJson(json);
  private final EventCsv csv = new EventCsv();
  private final StringBuilder csvText = new StringBuilder();
  private final Event[] losses = new Event[EVENTS];
  private final Event histogram;

  public EventJsonBenchmark() {
    Random random = new Random(1);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < EVENTS; i++) {
      losses[i] = new Scalar(stamp(i), "train/loss", values[i], true);
    }
    histogram =
        new TensorHistogram(
            stamp(0), "weights/w", new HistogramBuilder().add(values, 0, values.length).build());
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int scalarJson() {
    json.clear();
    for (Event event : losses) {
      events.writeLine(event);
    }
    return json.size();
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int scalarCsv() {
    csvText.setLength(0);
    for (Event event : losses) {
      csv.write(event, csvText);
    }
    return csvText.length();
  }

  @Benchmark
  public int histogramJson() {
    json.clear();
    events.writeLine(histogram);
    return json.size();
  }

  private static Stamp stamp(int i) {
    return new Stamp("2026-11-21-brisk-otter", 0, i, i, i / 100, 1_795_262_400_000_000L + i * 977L);
  }
}
