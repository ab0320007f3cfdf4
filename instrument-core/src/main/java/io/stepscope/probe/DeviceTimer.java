package io.stepscope.probe;

import java.util.OptionalLong;

/**
 * Times work on a device without waiting for it.
 *
 * <p>{@link #mark} is called on training threads between two pieces of work; the others by anyone.
 * Nothing here may make host or device wait for the other.
 */
public interface DeviceTimer {

  /**
   * Puts a mark behind the work that was given to the device so far.
   *
   * @param stream the device's queue of work, as the framework calls it; 0 for its default
   */
  Mark mark(long stream);

  /**
   * Time on the device between two marks of one stream, waiting of the device included.
   *
   * @return nanoseconds; empty as long as the device has not come to the second mark
   */
  OptionalLong nanosBetween(Mark from, Mark to);

  /** A point in a device's queue of work. */
  interface Mark extends AutoCloseable {

    /**
     * Whether the device will come there; not so where it could not be put, as in a stream that is
     * being captured into a graph.
     */
    default boolean isReachable() {
      return true;
    }

    /** Gives the mark back; it is not used any more. */
    @Override
    void close();
  }
}
