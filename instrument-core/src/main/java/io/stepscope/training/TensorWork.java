package io.stepscope.training;

import io.stepscope.training.TensorCopies.TensorCopy;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Statistics of one tensor that are still to be computed and recorded, from copies by any thread or
 * from the tensor itself at once. Done once; never throws.
 */
abstract class TensorWork {

  private final Look look;
  private final List<TensorCopy> copies;

  /**
   * Work that is part of {@code look}.
   *
   * @param copies what it needs of memory; released when it is done
   */
  TensorWork(Look look, List<TensorCopy> copies) {
    this.look = look;
    this.copies = copies;
  }

  /** The step it belongs to. */
  final long step() {
    return look.step();
  }

  /** Number of elements that will be counted. */
  abstract long elements();

  /** Computes and records. */
  abstract void compute(HostStatistics statistics, Look of);

  /** Does the work and says so to the look, whatever happens. */
  final void run(HostStatistics statistics, LongSupplier nanoTime) {
    long from = nanoTime.getAsLong();
    try {
      compute(statistics, look);
    } catch (Throwable t) {
      look.recorder().failure("computing statistics of tensors", t);
    } finally {
      copies.forEach(TensorCopy::release);
      look.took(nanoTime.getAsLong() - from);
      look.did();
    }
  }
}
