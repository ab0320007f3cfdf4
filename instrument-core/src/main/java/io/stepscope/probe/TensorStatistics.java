package io.stepscope.probe;

import io.stepscope.histogram.Histogram;
import java.util.List;

/**
 * Counts the values of tensors where they lie, so that only counts cross to the host.
 *
 * <p>A histogram is the one that the host would have made of the same values: bins, count, zeros,
 * NaN, infinities, minimum and maximum are equal; sum and sum of squares but for the order of
 * additions.
 */
public interface TensorStatistics {

  /** The form of a tensor's elements. */
  enum Element {
    FLOAT32,
    FLOAT16,
    BFLOAT16
  }

  /**
   * A tensor in the memory of the device.
   *
   * @param address where the first element lies
   * @param count number of elements, which lie side by side
   * @param divisor what each element, widened to float32, is divided by before it is counted; 1
   *     leaves it as it is
   */
  record Tensor(long address, long count, Element element, float divisor) {}

  /**
   * Begins to count all of these, behind the work that was given to the device so far, and returns
   * at once. To be called on a thread that gives the device work.
   *
   * <p>What lies there may be changed or given back by work that comes later on the same stream.
   *
   * @param stream the device's queue of work, as the framework calls it; 0 for its default
   * @return the histograms, in the order of the tensors
   * @throws NotReadyException as long as the device prepares itself in the background, for which
   *     asking may have been the occasion
   * @throws IllegalStateException if it cannot be begun: the memory is not the device's, too much
   *     is pending, or the stream is being captured into a graph
   */
  Pending<List<Histogram>> count(long stream, List<Tensor> tensors);
}
