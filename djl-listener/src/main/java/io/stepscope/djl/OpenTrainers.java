package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
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

  /**
   * Takes note of a trainer.
   *
   * @param watch null if the program itself sees to its being recorded, or nothing does
   */
  synchronized void add(Trainer trainer, @Nullable TrainerWatch watch) {
    trainers.put(trainer, new OpenTrainer(watch));
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

    private final @Nullable WeakReference<TrainerWatch> watch;
    private volatile WeakReference<Object> collector = NONE;
    private volatile long thread = -1;
    private volatile boolean training;
    private volatile boolean closed;

    private OpenTrainer(@Nullable TrainerWatch watch) {
      this.watch = watch == null ? null : new WeakReference<>(watch);
    }

    /** What watches it; null when nothing does, or no longer. */
    @Nullable TrainerWatch watch() {
      return watch == null || closed ? null : watch.get();
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
