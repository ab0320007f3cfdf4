package io.stepscope.event;

/**
 * A run began, or was resumed.
 *
 * @param experiment named group of runs
 * @param name how people call the run; not unique
 * @param resumed whether the run continues after its last step
 * @param version version of Stepscope that records
 */
public record RunStarted(
    Stamp stamp, String experiment, String name, boolean resumed, String version) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.RUN_STARTED;
  }
}
