package io.stepscope.benchmarks.journal;

import io.stepscope.event.Event;
import io.stepscope.journal.JournalFollower;
import io.stepscope.journal.JournalHandler;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import java.io.IOException;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per scalar read back and verified, from the page cache. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@State(Scope.Benchmark)
public class ReadBenchmark {
  private static final int EVENTS = 2_000_000;

  private Path folder = Path.of("");

  @Setup
  public void write() throws IOException {
    folder = Folders.make();
    try (JournalWriter journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults())) {
      int[] names = new int[100];
      for (int i = 0; i < names.length; i++) {
        names[i] = journal.nameId("weights/norm/" + i);
      }
      for (int i = 0; i < EVENTS; i++) {
        journal.scalar(names[i % names.length], i, 0, i, (double) i);
      }
      Sink.check(journal);
    }
  }

  @TearDown
  public void delete() throws IOException {
    Folders.delete(folder);
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public double unpacked() throws IOException {
    Sum sum = new Sum();
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(sum);
    }
    return sum.total();
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long asEvents() throws IOException {
    long[] count = new long[1];
    try (JournalReader reader = JournalReader.open(folder)) {
      reader.readAll(event -> count[0] += event.stamp().step());
    }
    return count[0];
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public double followed() throws IOException {
    Sum sum = new Sum();
    try (JournalFollower follower = JournalFollower.open(folder, "")) {
      while (follower.poll(sum, 10_000) > 0) {
        // Until the end.
      }
    }
    return sum.total();
  }

  private static final class Sum implements JournalHandler {
    private double total;

    double total() {
      if (total != EVENTS * (EVENTS - 1.0) / 2) {
        throw new AssertionError("not everything was read");
      }
      return total;
    }

    @Override
    public void event(Event event) {}

    @Override
    public void scalar(
        String run,
        int rank,
        long sequence,
        long step,
        int epoch,
        long timeMicros,
        String name,
        double value,
        boolean float32) {
      total += value;
    }
  }
}
