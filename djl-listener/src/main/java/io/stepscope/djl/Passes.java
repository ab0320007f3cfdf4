package io.stepscope.djl;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells passes over the training data apart in loops that announce no epochs: by what is iterated
 * over, and trained on.
 */
final class Passes {

  private @Nullable WeakReference<Object> begun;
  private @Nullable WeakReference<Object> current;
  private boolean open;
  private boolean exhausted;

  /** Batches are about to be taken from {@code batches}, to train on or for something else. */
  void iterates(Object batches) {
    begun = new WeakReference<>(batches);
  }

  /** What was taken is not trained on. */
  void validates() {
    begun = null;
  }

  /** What was taken is trained on; true when a pass ended before it that was not announced. */
  boolean trains() {
    if (begun == null) {
      return false;
    }
    boolean ended = open;
    current = begun;
    begun = null;
    open = true;
    exhausted = false;
    return ended;
  }

  /** There are no more batches in {@code batches}. */
  void exhausts(Object batches) {
    exhausted |= current != null && current.get() == batches;
  }

  /** The end of the pass was announced. */
  void announced() {
    open = false;
  }

  /** Whether the last pass went through all batches and its end was not announced. */
  boolean endedUnannounced() {
    return open && exhausted;
  }
}
