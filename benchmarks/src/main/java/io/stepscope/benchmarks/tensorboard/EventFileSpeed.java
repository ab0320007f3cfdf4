package io.stepscope.benchmarks.tensorboard;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import io.stepscope.tracker.tensorboard.TensorBoardTrackerProvider;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Scalars per second that the TensorBoard tracker writes, from events in memory to bytes in a file,
 * by the clock and by the processor time of the thread, which others on the machine disturb less,
 * beside the time that the file system takes for the same bytes.
 *
 * <p>Run: {@code java -cp 'benchmarks/target/benchmarks.jar:benchmarks/target/lib/*'
 * io.stepscope.benchmarks.tensorboard.EventFileSpeed [folder]}
 */
public final class EventFileSpeed {
  private static final int SERIES = 100;
  private static final int BATCH = 8_192;
  private static final int BATCHES = 250;
  private static final int ROUNDS = 9;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private EventFileSpeed() {}

  /** Prints a line per round, and the medians. */
  public static void main(String[] arguments) throws IOException {
    Path folder =
        arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("event-file");
    Files.createDirectories(folder);
    List<Event> events = events();
    double[] scalarsPerMicro = new double[ROUNDS];
    double[] scalarsPerProcessorMicro = new double[ROUNDS];
    double[] bytesPerMicro = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Path run = Files.createDirectory(folder.resolve("round-" + round));
      long processor = THREADS.getCurrentThreadCpuTime();
      long nanos = deliver(events, run);
      processor = THREADS.getCurrentThreadCpuTime() - processor;
      Path file = onlyFile(run);
      long size = Files.size(file);
      long plain = write(run.resolve("plain"), size);
      scalarsPerMicro[round] = 1e3 * BATCH * BATCHES / nanos;
      scalarsPerProcessorMicro[round] = 1e3 * BATCH * BATCHES / processor;
      bytesPerMicro[round] = 1e3 * size / plain;
      System.out.printf(
          Locale.ROOT,
          "round %d: %.1f M scalars/s (%.1f by processor time), %.0f MB/s of events, %.0f MB/s of plain writes%n",
          round,
          scalarsPerMicro[round],
          scalarsPerProcessorMicro[round],
          1e3 * size / nanos,
          bytesPerMicro[round]);
      Files.delete(file);
      Files.delete(run.resolve("plain"));
    }
    System.out.printf(
        Locale.ROOT,
        "median: %.1f M scalars/s (%.1f by processor time); plain writes %.0f MB/s%n",
        median(scalarsPerMicro),
        median(scalarsPerProcessorMicro),
        median(bytesPerMicro));
  }

  private static List<Event> events() {
    List<Event> events = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      Stamp stamp = new Stamp("speed", 0, i, i / SERIES, 0, 1_795_262_400_000_000L + i);
      events.add(new Scalar(stamp, "gradients/norm/layer" + i % SERIES, 1.0 / (1 + i), true));
    }
    return events;
  }

  private static long deliver(List<Event> events, Path run) {
    TrackerSettings settings = new TrackerSettings("speed", run, Map.of());
    try (Tracker tracker = new TensorBoardTrackerProvider().create(settings)) {
      tracker.open(null);
      long start = System.nanoTime();
      for (int batch = 0; batch < BATCHES; batch++) {
        DeliveryResult result = tracker.deliver(events);
        if (!(result instanceof DeliveryResult.Delivered)) {
          throw new IllegalStateException("not delivered: " + result);
        }
      }
      return System.nanoTime() - start;
    }
  }

  private static long write(Path file, long size) throws IOException {
    byte[] piece = new byte[1 << 18];
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      long start = System.nanoTime();
      for (long left = size; left > 0; left -= piece.length) {
        out.write(piece, 0, (int) Math.min(piece.length, left));
      }
      return System.nanoTime() - start;
    }
  }

  private static Path onlyFile(Path run) {
    try (Stream<Path> files = Files.list(run)) {
      return files.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + run, e);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
