package io.stepscope.dl4j;

import io.stepscope.recorder.BackgroundThread;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notices that nobody can train a model any more, and has its run ended. A search for the best
 * settings makes hundreds of models; their runs must not stay open until the process ends.
 *
 * <p>Keeps no model alive, but what is to be done when it is gone. Thread-safe.
 */
final class Forsaken {

  private static final ReferenceQueue<Object> GONE = new ReferenceQueue<>();
  private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
  private static final long PATIENCE_MILLIS = 2_000;

  private Forsaken() {}

  /** Has {@code whenGone} run on a thread of its own, some time after {@code model} is gone. */
  static Watched watch(Object model, Runnable whenGone) {
    Watched watched = new Watched(model, whenGone);
    WATCHED.add(watched);
    return watched;
  }

  /**
   * Looks for models that are gone. To be called when a step ends and when a run begins: costs one
   * volatile read as long as there are none, and never waits.
   */
  static void look() {
    Reference<?> gone = GONE.poll();
    if (gone == null) {
      return;
    }
    List<Runnable> due = new ArrayList<>();
    for (; gone != null; gone = GONE.poll()) {
      if (gone instanceof Watched watched && WATCHED.remove(watched)) {
        due.add(watched.whenGone);
      }
    }
    if (!due.isEmpty()) {
      inBackground(due);
    }
  }

  /**
   * The end of a run waits for trackers, which no training may do. A process that exits meanwhile
   * waits for it, as it would for the run itself.
   */
  private static void inBackground(List<Runnable> due) {
    Thread ending = BackgroundThread.of(() -> due.forEach(Runnable::run), "stepscope-forsaken");
    Thread exit = BackgroundThread.of(() -> await(ending), "stepscope-forsaken-exit");
    try {
      Runtime.getRuntime().addShutdownHook(exit);
    } catch (IllegalStateException e) {
      return; // The process exits, and with it all runs end.
    }
    due.add(() -> forget(exit));
    ending.start();
  }

  private static void await(Thread ending) {
    try {
      ending.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread exit) {
    try {
      Runtime.getRuntime().removeShutdownHook(exit);
    } catch (IllegalStateException e) {
      // The process exits: it is running.
    }
  }

  /** A model under watch. */
  static final class Watched extends WeakReference<Object> {
    private final Runnable whenGone;

    private Watched(Object model, Runnable whenGone) {
      super(model, GONE);
      this.whenGone = whenGone;
    }
  }
}
