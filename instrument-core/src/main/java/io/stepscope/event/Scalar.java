package io.stepscope.event;

/**
 * One number of a named series.
 *
 * @param name series, {@code group/name}
 * @param value any double, NaN and infinities included
 * @param float32 whether the value was recorded as a 32-bit float, and is written as one
 */
public record Scalar(Stamp stamp, String name, double value, boolean float32) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.SCALAR;
  }
}
