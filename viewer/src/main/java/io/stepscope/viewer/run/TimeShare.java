package io.stepscope.viewer.run;

/**
 * A phase of the training steps.
 *
 * @param phase {@code data}, {@code forward}, {@code backward}, {@code update} or {@code rest}
 * @param nanos sum over all steps
 * @param share of the time of all steps, 0 to 1
 */
public record TimeShare(String phase, long nanos, double share) {}
