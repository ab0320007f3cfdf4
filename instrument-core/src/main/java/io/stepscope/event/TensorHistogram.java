package io.stepscope.event;

import io.stepscope.histogram.Histogram;

/**
 * The distribution of the values of one tensor at one step.
 *
 * @param name series, for instance {@code gradients/01Linear_weight}
 */
public record TensorHistogram(Stamp stamp, String name, Histogram histogram) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.HISTOGRAM;
  }
}
