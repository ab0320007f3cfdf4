package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;

/**
 * Takes what a reader reads. Override {@link #scalar} to read scalars without making an object of
 * each.
 */
@FunctionalInterface
public interface JournalHandler {

  /** An event of any kind. */
  void event(Event event);

  /** Asked by a follower after each event: whether it should stop soon. */
  default boolean enough() {
    return false;
  }

  /** A scalar, unpacked; the default makes a {@link Scalar} of it and calls {@link #event}. */
  default void scalar(
      String run,
      int rank,
      long sequence,
      long step,
      int epoch,
      long timeMicros,
      String name,
      double value,
      boolean float32) {
    event(
        new Scalar(new Stamp(run, rank, sequence, step, epoch, timeMicros), name, value, float32));
  }
}
