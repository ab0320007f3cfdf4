package io.stepscope.benchmarks.recorder;

import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.recorder.WallClock;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * One scalar through the recorder into a journal whose segment lies ready: checks, name lookup,
 * time of the step, record, checksum. A step has 20 scalars, so the clock is read for every
 * twentieth.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
public class RecorderBenchmark {

  private static final int SCALARS = 20;
  private static final int STEPS = 25_000;

  private final String[] names = new String[SCALARS];
  private Path folder = Path.of("");
  private @Nullable JournalWriter journal;
  private @Nullable Recorder recorder;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    for (int i = 0; i < SCALARS; i++) {
      names[i] = "gradients/norm/" + i + "Linear_weight";
    }
    folder = Files.createTempDirectory("stepscope-benchmark");
    JournalOptions ready = new JournalOptions(1L << 32, 1 << 27, 1 << 27);
    JournalWriter writer = JournalWriter.open(folder, "run", 0, ready);
    journal = writer;
    recorder =
        new Recorder(
            writer,
            "run",
            0,
            WallClock.system(),
            Notices.onStandardError(),
            Redaction.withoutValues(),
            params -> {});
    // Until the segment is written through; the journal does that on a thread of its own.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    Objects.requireNonNull(journal).close();
    if (!Objects.requireNonNull(recorder).lost().isEmpty()) {
      throw new IllegalStateException("lost " + recorder.lost());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(SCALARS * STEPS)
  public void oneThread() {
    record();
  }

  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(SCALARS * STEPS)
  public void twoThreads() {
    record();
  }

  private void record() {
    Recorder to = Objects.requireNonNull(recorder);
    for (long step = 0; step < STEPS; step++) {
      for (String name : names) {
        to.scalar(name, step, 0.25f);
      }
    }
  }
}
