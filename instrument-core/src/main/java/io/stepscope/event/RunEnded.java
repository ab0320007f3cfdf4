package io.stepscope.event;

/**
 * A run ended.
 *
 * @param status never {@link RunStatus#RUNNING} or {@link RunStatus#KILLED}
 * @param reason one line for people; empty when there is nothing to say
 */
public record RunEnded(Stamp stamp, RunStatus status, String reason) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.RUN_ENDED;
  }
}
