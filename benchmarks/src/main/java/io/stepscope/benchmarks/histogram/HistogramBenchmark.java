package io.stepscope.benchmarks.histogram;

import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per element over a million float32 values, the histogram built each time; to be read
 * as ratios to {@link #plainSum}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class HistogramBenchmark {
  static final int SIZE = 1_000_000;

  private final HistogramBuilder builder = new HistogramBuilder();
  private final TensorBoardEdges edges = new TensorBoardEdges();
  private float[] array = {};
  private double[] doubles = {};
  private ByteBuffer direct = ByteBuffer.allocate(0);
  private ByteBuffer halves = ByteBuffer.allocate(0);

  @Param public Values values = Values.NORMAL;

  @Setup
  public void fill() {
    array = values.floats(SIZE);
    doubles = new double[SIZE];
    direct = ByteBuffer.allocateDirect(4 * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    halves = ByteBuffer.allocateDirect(2 * SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SIZE; i++) {
      doubles[i] = array[i];
      direct.putFloat(4 * i, array[i]);
      halves.putShort(2 * i, (short) (Float.floatToRawIntBits(array[i]) >>> 16));
    }
  }

  /** The least that any statistic costs. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public double plainSum() {
    double sum = 0;
    for (float value : array) {
      sum += value;
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Histogram ofArray() {
    return builder.reset().add(array, 0, SIZE).build();
  }

  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Histogram ofDirectBytes() {
    return builder.reset().add(direct, ElementType.FLOAT32).build();
  }

  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Histogram ofBfloat16Bytes() {
    return builder.reset().add(halves, ElementType.BFLOAT16).build();
  }

  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Histogram ofDoubles() {
    return builder.reset().add(doubles, 0, SIZE).build();
  }

  @Benchmark
  @OperationsPerInvocation(SIZE)
  public long[] binarySearch() {
    return edges.count(array);
  }
}
