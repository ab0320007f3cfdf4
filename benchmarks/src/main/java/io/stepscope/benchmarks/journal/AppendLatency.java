package io.stepscope.benchmarks.journal;

import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** How long single appends take at a million a second: percentiles, and what the clock takes. */
public final class AppendLatency {
  private static final int EVENTS = 5_000_000;
  private static final long PACE_NANOS = 1_000;

  private AppendLatency() {}

  public static void main(String[] args) throws IOException {
    System.out.println("nanoseconds per append, 1 M/s:  p50  p99  p99.9  p99.99  p99.999  max");
    for (int run = 0; run < 4; run++) {
      Path folder = Folders.make();
      try (JournalWriter journal =
          JournalWriter.open(folder, "run", 0, JournalOptions.defaults())) {
        print(run == 0 ? "warm-up" : "journal", measure(journal, journal.nameId("train/loss")));
        Sink.check(journal);
      }
      Folders.delete(folder);
      if (run > 0) {
        print("clock alone", measureClock());
      }
    }
  }

  private static int[] measure(JournalWriter journal, int name) {
    int[] nanos = new int[EVENTS];
    long next = System.nanoTime();
    for (int i = 0; i < EVENTS; i++) {
      awaitClock(next);
      long before = System.nanoTime();
      journal.scalar(name, i, 0, i, (double) i);
      nanos[i] = (int) (System.nanoTime() - before);
      next += PACE_NANOS;
    }
    return nanos;
  }

  private static int[] measureClock() {
    int[] nanos = new int[EVENTS];
    long next = System.nanoTime();
    for (int i = 0; i < EVENTS; i++) {
      awaitClock(next);
      long before = System.nanoTime();
      nanos[i] = (int) (System.nanoTime() - before);
      next += PACE_NANOS;
    }
    return nanos;
  }

  private static void awaitClock(long nanoTime) {
    while (System.nanoTime() < nanoTime) {
      Thread.onSpinWait();
    }
  }

  private static void print(String what, int[] nanos) {
    Arrays.sort(nanos);
    System.out.printf("%-12s", what);
    for (double share : new double[] {0.5, 0.99, 0.999, 0.9999, 0.99999}) {
      System.out.printf(" %,d", nanos[(int) (share * nanos.length)]);
    }
    System.out.printf(" %,d%n", nanos[nanos.length - 1]);
  }
}
