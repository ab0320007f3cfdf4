package io.stepscope.djl;

import ai.djl.training.dataset.Batch;

/**
 * Tells passes over the data apart by how far each batch is in its pass, for loops that announce no
 * epoch.
 */
final class BatchProgress {

  private long progress;
  private long total;
  private boolean announced;

  /** Takes a batch; true when it begins a pass and the end of the last was not announced. */
  boolean beginsUnannouncedPass(Batch batch) {
    boolean begins = batch.getProgress() < progress && !announced;
    progress = batch.getProgress();
    total = batch.getProgressTotal();
    announced = false;
    return begins;
  }

  /** The end of the pass was announced. */
  void announced() {
    announced = true;
  }

  /** Whether the last batch was the last of a pass whose end was not announced. */
  boolean endedUnannounced() {
    return !announced && total > 0 && progress >= total;
  }

  /** Batches of one pass; negative when that cannot be told. */
  static long batchesPerPass(long examplesPerBatch, long examples) {
    return examples > 0 && examplesPerBatch > 0
        ? (examples + examplesPerBatch - 1) / examplesPerBatch
        : -1;
  }
}
