package io.stepscope.benchmarks.journal;

import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * Nanoseconds per appended scalar and thread, within one segment that lies ready and over many.
 * Times of two threads are per event of one of them. An iteration is one invocation, so that all
 * threads have ended when the journal is closed.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
public class AppendBenchmark {
  private static final int READY_EVENTS = 500_000;
  private static final int SUSTAINED_EVENTS = 4_500_000;
  private static final int BYTES_PER_EVENT = 32;

  /** What all iterations write, with two threads. */
  private static final long MEMORY_BYTES = 60L * SUSTAINED_EVENTS * BYTES_PER_EVENT;

  /** A journal whose only segment holds all events of an invocation. */
  @State(Scope.Benchmark)
  public static class Ready {
    Path folder = Path.of("");
    JournalWriter journal = Sink.unopened();
    int name;

    @Setup(Level.Iteration)
    public void open() throws IOException {
      folder = Folders.make();
      journal =
          JournalWriter.open(folder, "run", 0, new JournalOptions(1L << 32, 1 << 27, 1 << 27));
      name = journal.nameId("train/loss");
      // Until the segment is written through; the journal does that on a thread of its own.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
      journal.close();
      Sink.check(journal);
      Folders.delete(folder);
    }
  }

  /** A journal as users have it. */
  @State(Scope.Benchmark)
  public static class Default {
    Path folder = Path.of("");
    JournalWriter journal = Sink.unopened();
    int name;

    @Setup(Level.Trial)
    public void claim() {
      MachineMemory.claim(MEMORY_BYTES);
    }

    @Setup(Level.Iteration)
    public void open() throws IOException {
      folder = Folders.make();
      journal = JournalWriter.open(folder, "run", 0, JournalOptions.defaults());
      name = journal.nameId("train/loss");
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
      journal.close();
      Sink.check(journal);
      Folders.delete(folder);
    }
  }

  /** A file to be filled. */
  @State(Scope.Benchmark)
  public static class Pages {
    final ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
    Path folder = Path.of("");
    Path file = Path.of("");

    @Setup(Level.Iteration)
    public void make() throws IOException {
      folder = Folders.make();
      file = folder.resolve("zeros");
    }

    @TearDown(Level.Iteration)
    public void delete() throws IOException {
      Folders.delete(folder);
    }
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(READY_EVENTS)
  public void oneThread(Ready state) {
    append(state.journal, state.name, READY_EVENTS);
  }

  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(READY_EVENTS)
  public void twoThreads(Ready state) {
    append(state.journal, state.name, READY_EVENTS);
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(SUSTAINED_EVENTS)
  public void sustainedOneThread(Default state) {
    append(state.journal, state.name, SUSTAINED_EVENTS);
  }

  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(SUSTAINED_EVENTS)
  public void sustainedTwoThreads(Default state) {
    append(state.journal, state.name, SUSTAINED_EVENTS);
  }

  /**
   * The yardstick of the sustained rates: as many bytes of zeros written to a file and nothing
   * else. A journal cannot be faster than its pages are handed out.
   */
  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(SUSTAINED_EVENTS)
  public long pagesAlone(Pages state) throws IOException {
    long written = 0;
    try (FileChannel file =
        FileChannel.open(state.file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (written < (long) SUSTAINED_EVENTS * BYTES_PER_EVENT) {
        written += file.write(state.zeros.clear());
      }
    }
    return written;
  }

  private static void append(JournalWriter journal, int name, int events) {
    long time = 1_790_000_000_000_000L;
    for (int i = 0; i < events; i++) {
      journal.scalar(name, i, 0, time + i, (double) i);
    }
  }
}
