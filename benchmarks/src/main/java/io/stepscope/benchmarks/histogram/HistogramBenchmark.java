package io.stepscope.benchmarks.histogram;

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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per element over a million float32 values. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HistogramBenchmark {
  static final int SIZE = 1_000_000;

  private float[] array = new float[0];

  @Setup
  public void fill() {
    Random random = new Random(1);
    array = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      array[i] = (float) random.nextGaussian();
    }
  }

  /** What the others are measured against. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public double sum() {
    double sum = 0;
    for (float value : array) {
      sum += value;
    }
    return sum;
  }
}
