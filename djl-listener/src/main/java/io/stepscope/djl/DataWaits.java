package io.stepscope.djl;

import ai.djl.training.dataset.Batch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each thread has waited for data since it last began to train on some. What a thread
 * waited for and did not train on is forgotten.
 *
 * <p>Thread-safe.
 */
final class DataWaits {

  /** Threads that only predict wait as well, and are never asked. */
  private static final int MOST_THREADS = 1_000;

  private final Map<Long, Wait> waits = new ConcurrentHashMap<>();

  /** That of the calling thread. */
  Wait here() {
    if (waits.size() > MOST_THREADS) {
      waits.clear();
    }
    return waits.computeIfAbsent(Thread.currentThread().getId(), unknown -> new Wait());
  }

  /** What one thread waited for; used by that thread only. */
  static final class Wait {

    private static final long NONE = -1;

    private long nanos = NONE;
    private int examples;
    private long total;

    /** Waited. */
    void add(long time) {
      nanos = Math.max(0, nanos) + time;
    }

    /** Waited, and got a batch. */
    void got(Batch batch, long time) {
      add(time);
      examples = batch.getSize();
      total = batch.getProgressTotal();
    }

    /** Nothing of this is trained on. */
    void forget() {
      nanos = NONE;
      examples = 0;
    }

    /** Nanoseconds waited since the last call; negative when no waiting was seen. */
    long takeNanos() {
      long taken = nanos;
      nanos = NONE;
      return taken;
    }

    /** Examples of the last batch, each batch told once; 0 when there was none. */
    int takeExamples() {
      int taken = examples;
      examples = 0;
      return taken;
    }

    /** Examples of the dataset that the last batch came from; 0 when unknown. */
    long total() {
      return total;
    }
  }
}
