package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.stepscope.recorder.BackgroundThread;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loops that train without a trainer: with a collector of gradients and blocks that get their
 * parameters from a {@link ParameterStore}. Each store is a training of its own.
 *
 * <p>As long as there is a trainer that trains, a collector is thought to be its own.
 *
 * <p>Thread-safe.
 */
final class FreeLoops {

  private final OpenTrainers trainers;
  private final DataWaits waits;
  private final Consumer<Boolean> details;

  /** What collects, by the thread that it began on. */
  private final Map<Long, FreePass> passes = new ConcurrentHashMap<>();

  /** Steps whose gradients are there, and whose update the program makes itself; by thread. */
  private final Map<Long, Updating> updating = new ConcurrentHashMap<>();

  private final Map<ParameterStore, FreeLoop> loops = new WeakHashMap<>(); // guarded by itself

  /** Those whose run goes on, also when their store is gone. */
  private final Set<FreeLoop> open = ConcurrentHashMap.newKeySet();

  /**
   * Watches loops.
   *
   * @param details told when somebody wants to hear of blocks, and when no longer
   */
  FreeLoops(OpenTrainers trainers, DataWaits waits, Consumer<Boolean> details) {
    this.trainers = trainers;
    this.waits = waits;
    this.details = details;
  }

  /** Gradients are collected from now on. */
  void collecting(Object collector) {
    moved(System.nanoTime());
    forgetWhatIsOver();
    if (!trainers.train()) {
      details.accept(true);
      if (passes.put(thread(), new FreePass(collector, this)) != null) {
        details.accept(false);
      }
    }
  }

  /** Collectors that were never closed, and threads that have ended since. */
  private void forgetWhatIsOver() {
    passes.forEach(
        (on, pass) -> {
          if (pass.isOver() && passes.remove(on, pass)) {
            details.accept(false);
          }
        });
    updating.values().removeIf(Updating::isOver);
  }

  /** They are a trainer's. */
  void cancel() {
    if (passes.remove(thread()) != null) {
      details.accept(false);
    }
  }

  /** No gradients are collected any more. */
  void collected(Object collector) {
    Long on = null;
    FreePass pass = null;
    for (Map.Entry<Long, FreePass> entry : passes.entrySet()) {
      if (entry.getValue().isOf(collector)) {
        on = entry.getKey();
        pass = entry.getValue();
      }
    }
    if (on != null && pass != null && passes.remove(on, pass)) {
      details.accept(false);
      FreeLoop loop = pass.store() == null ? null : known(pass.store());
      if (loop != null && loop.gradientsCollected()) {
        updating.put(on, new Updating(pass.thread(), loop));
      }
    }
  }

  /** What is to hear of the blocks on this thread; null when nobody is. */
  @Nullable BlockWatch blocks() {
    return passes.get(thread());
  }

  /** An array is given to backward; null when it is of no loop. */
  @Nullable Begun backward(Object collector, NDArray array) {
    FreePass pass = passes.get(thread());
    if (pass == null || !pass.isOf(collector)) {
      return null;
    }
    ParameterStore store = pass.store();
    Block model = pass.model();
    if (store == null || model == null) {
      return null; // Arrays without blocks.
    }
    return of(store, model).backward(pass, waits.here(), array);
  }

  /** All parameters of a store are updated. */
  @Nullable Begun updating(ParameterStore store) {
    FreeLoop loop = known(store);
    return loop == null ? null : loop.updating();
  }

  /**
   * Something throws {@code cause} that may be of a loop.
   *
   * @param self what it happened to
   */
  void failed(@Nullable Object self, Throwable cause) {
    for (FreeLoop loop : open) {
      loop.failed(cause);
    }
    FreeLoop updating = self instanceof ParameterStore store ? known(store) : null;
    if (updating != null) {
      updating.updateFailed();
    }
  }

  /** The program went on: updates that it made itself on this thread are over. */
  void moved(long at) {
    if (!updating.isEmpty()) {
      Updating mine = updating.remove(thread());
      if (mine != null) {
        mine.loop.updatedByProgram(at);
      }
    }
  }

  /** What records the training with a store; null when nothing does. */
  @Nullable FreeLoop known(ParameterStore store) {
    synchronized (loops) {
      return loops.get(store);
    }
  }

  private FreeLoop of(ParameterStore store, Block model) {
    FreeLoop present = known(store);
    return present == null ? begin(store, model) : present;
  }

  /** Not under the lock of those that go on: to begin a run takes a while. */
  private synchronized FreeLoop begin(ParameterStore store, Block model) {
    FreeLoop present = known(store);
    if (present != null) {
      return present;
    }
    finishWhatIsOver();
    FreeLoop made = new FreeLoop(store, model);
    open.add(made);
    synchronized (loops) {
      loops.put(store, made);
    }
    return made;
  }

  /** On a thread of its own: to end a run takes longer, and no training waits for it. */
  private void finishWhatIsOver() {
    List<FreeLoop> over = open.stream().filter(FreeLoop::isOver).toList();
    if (!over.isEmpty()) {
      over.forEach(open::remove);
      BackgroundThread.of(() -> over.forEach(FreeLoop::finish), "stepscope-forsaken").start();
    }
  }

  private static long thread() {
    return Thread.currentThread().getId();
  }

  /** A loop whose weights the program is changing on a thread. */
  private record Updating(WeakReference<Thread> thread, FreeLoop loop) {
    boolean isOver() {
      Thread on = thread.get();
      return on == null || !on.isAlive() || loop.isOver();
    }
  }
}
