package io.stepscope.benchmarks.histogram;

import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds for the histogram of a small tensor, and for its conversions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SmallHistogramBenchmark {
  private final HistogramBuilder builder = new HistogramBuilder();
  private float[] array = {};
  private Histogram histogram = Histogram.empty();

  @Param({"1", "64", "1024"})
  public int size;

  @Setup
  public void fill() {
    array = Values.NORMAL.floats(size);
    histogram = build();
  }

  @Benchmark
  public Histogram build() {
    return builder.reset().add(array, 0, size).build();
  }

  @Benchmark
  public Object buckets() {
    return histogram.buckets();
  }

  @Benchmark
  public Object tensorBoard() {
    return histogram.tensorBoard();
  }
}
