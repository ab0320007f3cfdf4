package io.stepscope.benchmarks.console;

import io.stepscope.console.ConsoleCapture;
import io.stepscope.console.ConsoleRecording;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.recorder.WallClock;
import io.stepscope.redaction.Redaction;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A line of 80 characters printed to a null device through a stream like that of the JDK: as it is,
 * with us in between but no run, and recorded into a journal whose segment lies ready.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
public class ConsoleBenchmark {

  private static final int LINES = 100_000;
  private static final String LINE =
      "epoch 12 step 4711: loss 0.0312 accuracy 0.9871 learning rate 0.001, 812 examples"
          .substring(0, 80);
  private static final byte[] BYTES = (LINE + "\n").getBytes(StandardCharsets.UTF_8);

  /** How the line is printed. */
  @Param({"plain", "passed", "recorded"})
  public String how = "plain";

  private PrintStream before = System.out;
  private Path folder = Path.of("");
  private @Nullable JournalWriter journal;
  private @Nullable Recorder recorder;
  private ConsoleRecording console = ConsoleRecording.none();

  @Setup(Level.Iteration)
  public void open() throws IOException {
    before = System.out;
    System.setOut(
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream("/dev/null"), 8_192),
            true,
            StandardCharsets.UTF_8));
    folder = Files.createTempDirectory("stepscope-benchmark");
    JournalWriter writer =
        JournalWriter.open(folder, "run", 0, new JournalOptions(1L << 32, 1 << 27, 1 << 27));
    journal = writer;
    Redaction redaction = Redaction.of(System.getenv(), Map.of());
    recorder =
        new Recorder(
            writer,
            "run",
            0,
            WallClock.system(),
            Notices.onStandardError(),
            redaction,
            params -> {});
    if (how.equals("passed")) {
      ConsoleCapture.install();
    } else if (how.equals("recorded")) {
      console = ConsoleCapture.record(Objects.requireNonNull(recorder), redaction);
    }
    // Until the segment is written through; the journal does that on a thread of its own.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    console.close();
    System.setOut(before);
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
  @OperationsPerInvocation(LINES)
  public void text() {
    for (int i = 0; i < LINES; i++) {
      System.out.println(LINE);
    }
  }

  /** As loggers print. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void bytes() {
    for (int i = 0; i < LINES; i++) {
      System.out.write(BYTES, 0, BYTES.length);
    }
  }
}
