package io.stepscope.dl4j;

/**
 * How long threads waited for batches, as the java agent measures it around the loops that take
 * them: a reader that runs ahead is waited for where its batch is taken. Without the agent nothing
 * is measured.
 *
 * <p>Kept by thread, since some of those loops do not know the network. What is kept are numbers
 * only, which hold no class loader.
 */
final class WaitingTimes {

  /** When waiting began, what was waited so far, and whether anything was measured. */
  private static final ThreadLocal<long[]> TIMES = ThreadLocal.withInitial(() -> new long[3]);

  private WaitingTimes() {}

  /** The calling thread begins to wait. */
  static void begins() {
    TIMES.get()[0] = System.nanoTime();
  }

  /** It has what it waited for. */
  static void ends() {
    long[] times = TIMES.get();
    times[1] += System.nanoTime() - times[0];
    times[2] = 1;
  }

  /** Nanoseconds that the calling thread waited since the last call; negative when unknown. */
  static long take() {
    long[] times = TIMES.get();
    long waited = times[2] == 0 ? -1 : times[1];
    times[1] = 0;
    times[2] = 0;
    return waited;
  }
}
