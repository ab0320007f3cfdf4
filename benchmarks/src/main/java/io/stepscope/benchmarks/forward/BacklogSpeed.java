package io.stepscope.benchmarks.forward;

import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.journal.JournalFollower;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Forwards a backlog of scalars, 100 a step, to trackers, and prints events per second, beside
 * those of only reading the journal. Arguments: number of scalars (10,000,000), rounds (3).
 */
public final class BacklogSpeed {
  private static final int NAMES = 100;

  private BacklogSpeed() {}

  public static void main(String[] arguments) throws Exception {
    int scalars = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Path folder = Files.createTempDirectory("stepscope-backlog");
    try {
      RunFolder run = new RunFolder(folder.resolve("backlog"));
      record(run, scalars);
      for (int round = 0; round < rounds; round++) {
        print("read only", scalars, read(run));
        print("null, 65,536 a batch", scalars, forward(run, new NullProvider("n1", false, 65_536)));
        print("null, 1,000 a batch", scalars, forward(run, new NullProvider("n2", false, 1_000)));
        print("null, rising steps", scalars, forward(run, new NullProvider("n3", true, 8_192)));
        for (String name : List.of("jsonl", "tensorboard")) {
          print(name, scalars, forward(run, Trackers.named(name)));
        }
      }
    } finally {
      delete(folder);
    }
  }

  private static void record(RunFolder run, int scalars) throws IOException {
    try (JournalWriter journal =
        JournalWriter.open(run.journal(0), run.id(), 0, JournalOptions.defaults())) {
      int[] names = new int[NAMES];
      for (int i = 0; i < NAMES; i++) {
        names[i] = journal.nameId("train/metric-" + i);
      }
      for (int i = 0; i < scalars; i++) {
        long step = i / NAMES;
        journal.scalar(names[i % NAMES], step, 0, i, 1.0f / (i + 1));
        if (i % NAMES == NAMES - 1) {
          journal.stepComplete(step, 0, i);
        }
      }
      Stamp stamp = new Stamp(run.id(), 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, scalars);
      journal.append(new RunEnded(stamp, RunStatus.FINISHED, ""));
    }
  }

  private static long read(RunFolder run) throws IOException {
    long started = System.nanoTime();
    long[] steps = new long[1];
    try (JournalFollower follower = JournalFollower.open(run.journal(0), "")) {
      while (follower.poll(event -> steps[0] += event.stamp().step(), 65_536) > 0) {
        // On to the end.
      }
    }
    return System.nanoTime() - started;
  }

  private static long forward(RunFolder run, TrackerProvider provider) throws Exception {
    delete(run.cursors());
    Path dir = run.root().resolve(provider.name());
    ConfiguredTracker tracker = new ConfiguredTracker(provider, Map.of("dir", dir.toString()));
    SyncOptions options = new SyncOptions(false, Duration.ofMinutes(5), status -> {});
    long started = System.nanoTime();
    ForwardStatus status = Sync.deliver(run, List.of(tracker), asked -> false, options).get(0);
    long nanos = System.nanoTime() - started;
    if (!status.hasEverything()) {
      throw new IllegalStateException(status.toString());
    }
    delete(dir);
    return nanos;
  }

  @SuppressWarnings("SystemOut") // a program, not the library
  private static void print(String what, int scalars, long nanos) {
    System.out.printf("%-24s %6.2f M/s%n", what, scalars * 1e3 / nanos);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
