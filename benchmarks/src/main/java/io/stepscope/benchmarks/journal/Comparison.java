package io.stepscope.benchmarks.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The journal beside other ways to get a scalar out of a training thread, in one process, one after
 * the other, several times. What keeps nothing when the process is killed says so.
 */
public final class Comparison {
  private static final int ROUNDS = 5;

  private record Kind(String label, int events, Callable<Contender> factory) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("journal (survives a kill)", 4_500_000, JournalContender::new),
          new Kind("buffered file behind a lock", 2_000_000, FileContender::new),
          new Kind("Disruptor, drained (memory only)", 4_500_000, DisruptorContender::new),
          new Kind("ArrayBlockingQueue, drained (memory only)", 2_000_000, QueueContender::new),
          new Kind("SQLite WAL, 1,000 rows a commit", 100_000, () -> new SqliteContender(1_000)),
          new Kind("SQLite WAL, 1 row a commit", 5_000, () -> new SqliteContender(1)));

  private Comparison() {}

  public static void main(String[] args) throws Exception {
    System.out.printf(
        "%-44s %14s %14s%n", "nanoseconds per scalar and thread, median", "1 thread", "2 threads");
    for (Kind kind : KINDS) {
      System.out.printf("%-44s", kind.label());
      for (int threads = 1; threads <= 2; threads++) {
        List<Double> nanos = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
          nanos.add(measure(kind, threads));
        }
        nanos.sort(null);
        System.out.printf(" %14.1f", nanos.get(ROUNDS / 2));
      }
      System.out.println();
    }
  }

  private static double measure(Kind kind, int threads) throws Exception {
    int events = kind.events();
    try (Contender contender = kind.factory().call()) {
      long[] nanos = new long[threads];
      Thread[] running = new Thread[threads];
      for (int i = 0; i < threads; i++) {
        int thread = i;
        running[i] = new Thread(() -> nanos[thread] = run(contender, events));
      }
      for (Thread thread : running) {
        thread.start();
      }
      for (Thread thread : running) {
        thread.join();
      }
      return (double) Arrays.stream(nanos).sum() / threads / events;
    }
  }

  private static long run(Contender contender, int events) {
    long before = System.nanoTime();
    for (int i = 0; i < events; i++) {
      contender.scalar(i, i);
    }
    return System.nanoTime() - before;
  }
}
