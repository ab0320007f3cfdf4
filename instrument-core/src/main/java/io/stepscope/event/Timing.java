package io.stepscope.event;

/**
 * The duration of a named span.
 *
 * @param name span, for instance {@code time/forward}
 * @param nanos duration in nanoseconds
 */
public record Timing(Stamp stamp, String name, long nanos) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.TIMING;
  }
}
