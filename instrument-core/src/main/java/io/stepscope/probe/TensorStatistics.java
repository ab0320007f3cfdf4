package io.stepscope.probe;

import io.stepscope.histogram.Histogram;
import java.util.Optional;

/**
 * Counts the values of tensors where they lie, so that only counts cross to the host.
 *
 * <p>The histogram is the one that the host would have made of the same values, bin for bin.
 */
public interface TensorStatistics {

  /** The form of a tensor's elements. */
  enum Element {
    FLOAT32,
    FLOAT16,
    BFLOAT16
  }

  /**
   * Begins to count, behind the work that was given to the device so far, and returns at once.
   *
   * @param stream the device's queue of work; 0 for its default
   * @param address where the first element lies in the memory of the device
   * @param count number of elements, which lie side by side
   */
  Pending count(long stream, long address, long count, Element element);

  /** Counting that may still go on. */
  interface Pending extends AutoCloseable {

    /** The histogram, or empty as long as the device is not done; never waits. */
    Optional<Histogram> poll();

    /** Gives up what it holds, done or not. */
    @Override
    void close();
  }
}
