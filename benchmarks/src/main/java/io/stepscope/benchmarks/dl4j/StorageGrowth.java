package io.stepscope.benchmarks.dl4j;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What 5,000 updates of a small network leave behind: on the heap after garbage collection, and in
 * files. One way to observe after the other.
 *
 * <p>Arguments: updates (5000), width of the hidden layers (32).
 */
public final class StorageGrowth {

  private static final List<String> NAMES =
      List.of(
          "no listener",
          "Stepscope, every:1",
          "StatsListener f=1, memory",
          "StatsListener f=1, file");

  private static final int MOST_COLLECTIONS = 60;
  private static final int ENOUGH_UNCHANGED = 5;
  private static final long PAUSE_MILLIS = 200;

  private StorageGrowth() {}

  /** Prints a table. */
  public static void main(String[] args) throws Exception {
    int updates = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
    int hidden = args.length > 1 ? Integer.parseInt(args[1]) : 32;
    Path dir = Files.createTempDirectory("stepscope-growth");
    System.out.printf(
        Locale.ROOT,
        "%-28s %18s %18s %18s %18s %18s%n",
        "heap in KiB after updates",
        updates / 10,
        updates / 2,
        updates,
        "bytes an update",
        "files, an update");
    for (Contestant.Kind kind : Contestant.KINDS) {
      if (NAMES.contains(kind.name())) {
        measure(kind, updates, hidden, dir);
      }
    }
  }

  private static void measure(Contestant.Kind kind, int updates, int hidden, Path dir)
      throws Exception {
    DataSet batch = Networks.batch();
    Contestant contestant = Contestant.of(kind, hidden, batch, dir);
    contestant.train(updates / 10);
    long early = heap();
    contestant.train(updates / 2 - updates / 10);
    long half = heap();
    contestant.train(updates - updates / 2);
    long late = heap();
    contestant.close();
    System.out.printf(
        Locale.ROOT,
        "%-28s %,18d %,18d %,18d %,18.0f %,18.0f   of it journal %,.0f%n",
        kind.name(),
        early >> 10,
        half >> 10,
        late >> 10,
        (late - early) / (0.9 * updates),
        (double) contestant.bytesStored() / updates,
        (double) contestant.bytes("journal") / updates);
  }

  /**
   * Collects until nothing more is let go of: what hangs on native memory is released by threads of
   * the framework, one collection after the other.
   */
  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    int unchanged = 0;
    for (int i = 0; i < MOST_COLLECTIONS && unchanged < ENOUGH_UNCHANGED; i++) {
      System.gc();
      Thread.sleep(PAUSE_MILLIS);
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      unchanged = used < 0.99 * least ? 0 : unchanged + 1;
      least = Math.min(least, used);
    }
    return least;
  }
}
