package io.stepscope.forward;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to deliver a run in the foreground.
 *
 * @param untilEnd whether to follow a run that goes on until it ends; otherwise what is there now
 *     is delivered
 * @param patience how long to go on when nothing moves; while a run is followed that goes on, there
 *     is no end to it
 * @param progress told several times a second how each tracker stands
 * @param say takes one line for people per kind of trouble and tracker, from any thread
 */
public record SyncOptions(
    boolean untilEnd,
    Duration patience,
    Consumer<List<ForwardStatus>> progress,
    Consumer<String> say) {

  /** Saying nothing but how each tracker stands. */
  public SyncOptions(boolean untilEnd, Duration patience, Consumer<List<ForwardStatus>> progress) {
    this(untilEnd, patience, progress, line -> {});
  }
}
