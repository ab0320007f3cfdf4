package io.stepscope.probe;

import java.util.Optional;

/**
 * A result that a device has not given yet.
 *
 * <p>Not thread-safe; may be asked by another thread than the one that began it.
 *
 * @param <T> what it will give
 */
public interface Pending<T> extends AutoCloseable {

  /**
   * The result, or empty as long as the device is not done; never waits.
   *
   * @throws IllegalStateException if there will be none; the message says why
   */
  Optional<T> poll();

  /** Gives up what it holds, done or not; never waits. */
  @Override
  void close();
}
