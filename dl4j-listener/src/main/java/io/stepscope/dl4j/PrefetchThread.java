package io.stepscope.dl4j;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads ahead for one call of {@code fit}. When an exception ends {@code fit}, the
 * framework leaves it waiting for ever for somebody to take what it has read.
 *
 * <p>Nothing leads from the network to that thread, so it is found by its name: as the youngest
 * when an epoch begins, just after {@code fit} has started it, and one that no other training has
 * found.
 */
final class PrefetchThread {

  private static final Set<String> NAMES = Set.of("ADSI prefetch thread", "AMDSI prefetch thread");

  private static final long PATIENCE_MILLIS = 2_000;

  private static final Set<Thread> TAKEN = Collections.newSetFromMap(new WeakHashMap<>());

  private final WeakReference<Thread> thread;

  private PrefetchThread(Thread thread) {
    this.thread = new WeakReference<>(thread);
  }

  /** The thread that was just started; null when nothing is read ahead. */
  static @Nullable PrefetchThread justStarted() {
    synchronized (TAKEN) {
      Thread youngest =
          LiveThreads.youngest(
              thread -> NAMES.contains(thread.getName()) && !TAKEN.contains(thread));
      if (youngest == null) {
        return null;
      }
      TAKEN.add(youngest);
      return new PrefetchThread(youngest);
    }
  }

  /** Ends the thread, which gives back what it holds, and waits for that a little. */
  void end() {
    Thread present = thread.get();
    if (present == null) {
      return;
    }
    present.interrupt();
    try {
      present.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
