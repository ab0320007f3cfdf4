package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The trainers of the program, and what watches each. Keeps none of them alive.
 *
 * <p>Thread-safe.
 */
final class OpenTrainers {

  private final Map<Trainer, OpenTrainer> trainers = new WeakHashMap<>();

  /** What is known of a trainer; null for one that is not known. */
  synchronized @Nullable OpenTrainer get(Trainer trainer) {
    return trainers.get(trainer);
  }

  /** What is to be known of a trainer, from its first mention on. */
  synchronized OpenTrainer of(Trainer trainer) {
    return trainers.computeIfAbsent(trainer, unknown -> new OpenTrainer());
  }

  /** A trainer is closed. */
  synchronized void closed(Trainer trainer) {
    OpenTrainer open = trainers.get(trainer);
    if (open != null) {
      open.closed = true;
    }
  }

  /** Whether there is a trainer that trains. */
  synchronized boolean train() {
    for (OpenTrainer open : trainers.values()) {
      if (open.training && !open.closed) {
        return true;
      }
    }
    return false;
  }

  /** There are no more batches in {@code batches}; the trainer that trains on them knows them. */
  void exhausted(Object batches) {
    for (OpenTrainer open : all()) {
      TrainerWatch watch = open.watch();
      if (watch != null) {
        watch.exhausted(batches);
      }
    }
  }

  /** Something throws {@code cause} that belongs to one of them, nobody knows to which. */
  void failed(Throwable cause) {
    for (OpenTrainer open : all()) {
      TrainerWatch watch = open.watch();
      if (watch != null) {
        watch.failed(cause);
      }
    }
  }

  private synchronized List<OpenTrainer> all() {
    return List.copyOf(trainers.values());
  }

  /**
   * The watch of the trainer that an array is given to backward for: the one that evaluated it as
   * its loss or made the collector, the only one, or the only one that calculated predictions on
   * this thread. Null when that cannot be told.
   */
  synchronized @Nullable TrainerWatch of(Object collector, NDArray array) {
    long thread = Thread.currentThread().getId();
    OpenTrainer any = null;
    OpenTrainer made = null;
    OpenTrainer ran = null;
    int all = 0;
    int here = 0;
    for (OpenTrainer open : trainers.values()) {
      if (!open.closed && open.training) {
        TrainerWatch watch = open.watch();
        if (watch != null && watch.evaluated(array)) {
          return watch;
        }
        all++;
        any = open;
        if (open.collector.get() == collector) {
          made = open;
        }
        if (open.thread == thread) {
          here++;
          ran = open;
        }
      }
    }
    if (made != null) {
      return made.watch();
    }
    if (all == 1 && any != null) {
      return any.watch();
    }
    return here == 1 && ran != null ? ran.watch() : null;
  }

  /** A trainer that was not closed, or is about to be forgotten. */
  static final class OpenTrainer {

    private static final WeakReference<Object> NONE = new WeakReference<>(null);

    private boolean claimed; // guarded by itself
    private volatile boolean settled;
    private volatile @Nullable WeakReference<TrainerWatch> watch;
    private volatile WeakReference<Object> collector = NONE;
    private volatile long thread = -1;
    private volatile boolean training;
    private volatile boolean closed;

    /**
     * Has one thread see to it that the trainer is watched, and all others wait that come by the
     * trainer meanwhile. That thread may come by itself, and goes on.
     *
     * @param make what to do, once; null if the program itself sees to its being recorded, or
     *     nothing does
     */
    synchronized void settle(Supplier<@Nullable TrainerWatch> make) {
      if (!claimed) {
        claimed = true;
        try {
          TrainerWatch made = make.get();
          watch = made == null ? null : new WeakReference<>(made);
        } finally {
          settled = true;
        }
      }
    }

    /** Whether it is known who watches it. */
    boolean isSettled() {
      return settled;
    }

    /** What watches it; null when nothing does, or no longer. */
    @Nullable TrainerWatch watch() {
      WeakReference<TrainerWatch> known = watch;
      return known == null || closed ? null : known.get();
    }

    /** It made a collector of gradients. */
    void made(Object newCollector) {
      training = true;
      collector = new WeakReference<>(newCollector);
    }

    /** It calculates predictions to learn from, on the calling thread. */
    void runs() {
      training = true;
      thread = Thread.currentThread().getId();
    }
  }
}
