package io.stepscope.forward;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How to deliver a run in the foreground.
 *
 * @param untilEnd whether to follow a run that goes on until it ends; otherwise what is there now
 *     is delivered
 * @param patience how long to go on when nothing moves
 * @param progress told several times a second how each tracker stands
 */
public record SyncOptions(
    boolean untilEnd, Duration patience, Consumer<List<ForwardStatus>> progress) {}
