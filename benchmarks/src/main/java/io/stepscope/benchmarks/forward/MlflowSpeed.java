package io.stepscope.benchmarks.forward;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.Trackers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Forwards a backlog of scalars to an MLflow server of its own, in the same process, and prints
 * events per second, and per second of the process's processor time: that of the server is part of
 * it. Arguments: number of scalars (400,000), rounds (3).
 */
public final class MlflowSpeed {
  private static final int NAMES = 100;

  private MlflowSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int scalars = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Path folder = Files.createTempDirectory("stepscope-mlflow");
    try {
      measure(folder, scalars, rounds);
    } finally {
      delete(folder);
    }
  }

  @SuppressWarnings("SystemOut") // a program, not the library
  private static void measure(Path folder, int scalars, int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      RunFolder run = new RunFolder(folder.resolve("run-" + round));
      record(run, scalars);
      try (MlflowSink server = new MlflowSink()) {
        long processor = processorNanos();
        long started = System.nanoTime();
        ForwardStatus status = forward(run, server);
        long nanos = System.nanoTime() - started;
        processor = processorNanos() - processor;
        if (!status.hasEverything() || server.metrics() != scalars) {
          throw new IllegalStateException(status + ", " + server.metrics() + " metrics");
        }
        System.out.printf(
            "mlflow %,10.0f scalars/s, %,10.0f per second of processor time%n",
            scalars * 1e9 / nanos, scalars * 1e9 / processor);
      }
    }
  }

  private static ForwardStatus forward(RunFolder run, MlflowSink server) throws Exception {
    ConfiguredTracker tracker =
        new ConfiguredTracker(Trackers.named("mlflow"), Map.of("uri", server.uri().toString()));
    SyncOptions options = new SyncOptions(false, Duration.ofMinutes(5), status -> {});
    return Sync.deliver(run, List.of(tracker), asked -> false, options).get(0);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static long processorNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  private static void record(RunFolder run, int scalars) throws Exception {
    long time = 1_795_262_400_000_000L;
    try (JournalWriter journal =
        JournalWriter.open(run.journal(0), run.id(), 0, JournalOptions.defaults())) {
      for (int i = 0; i < scalars; i++) {
        Stamp stamp = new Stamp(run.id(), 0, Stamp.UNSEQUENCED, i / NAMES, 0, time + 10L * i);
        Event event = new Scalar(stamp, "train/metric-" + i % NAMES, 1.0f / (i + 1), true);
        if (!journal.append(event)) {
          throw new IllegalStateException("not recorded");
        }
      }
    }
  }
}
