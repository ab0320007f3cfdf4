package io.stepscope.progress;

/**
 * How far a training is.
 *
 * @param epoch 0-based; negative when unknown
 * @param epochs how many there will be; negative when unknown
 * @param step steps done
 * @param steps how many there will be; negative when unknown
 * @param loss of the last step; NaN when unknown
 * @param nanoTime when the last step ended, as {@link System#nanoTime}
 */
public record Progress(int epoch, int epochs, long step, long steps, double loss, long nanoTime) {}
