package io.stepscope.benchmarks.recorder;

import io.stepscope.Run;
import io.stepscope.recorder.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One scalar through the recorder into the journal of a real run: name lookup, time of the step,
 * lease, record, checksum. A step has 20 scalars, so the clock is read for every twentieth. Each
 * iteration records into a run of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(1)
public class RecorderBenchmark {

  private static final int SCALARS = 20;
  private static final int STEPS = 25_000;

  private final String[] names = new String[SCALARS];
  private Path dir = Path.of("");
  private @Nullable Run run;

  @Setup(Level.Iteration)
  public void start() throws IOException {
    for (int i = 0; i < SCALARS; i++) {
      names[i] = "gradients/norm/" + i + "Linear_weight";
    }
    dir =
        Files.createTempDirectory(
            Path.of(System.getProperty("java.io.tmpdir")), "stepscope-benchmark");
    run =
        Run.builder()
            .dir(dir)
            .set("trackers", "")
            .set("progress", "off")
            .set("journal.max", "64GiB")
            .start();
  }

  @TearDown(Level.Iteration)
  public void end() throws IOException {
    Objects.requireNonNull(run).close();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(SCALARS * STEPS)
  public void scalarFromOneThread() {
    record();
  }

  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(SCALARS * STEPS)
  public void scalarFromTwoThreads() {
    record();
  }

  private void record() {
    Recorder recorder = Objects.requireNonNull(run).recorder();
    for (long step = 0; step < STEPS; step++) {
      for (String name : names) {
        recorder.scalar(name, step, 0.25f);
      }
    }
  }
}
