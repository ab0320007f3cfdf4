package io.stepscope.event;

/**
 * A run ended.
 *
 * @param status never {@link RunStatus#RUNNING}; {@link RunStatus#KILLED} only in an event that no
 *     journal holds and that has no sequence number: a forwarder makes it for its tracker when it
 *     finds that the process died without ending the run
 * @param reason one line for people; empty when there is nothing to say
 */
public record RunEnded(Stamp stamp, RunStatus status, String reason) implements Event {
  /** The reason of the end of a run whose process told none. */
  public static final String DIED = "the process died without ending the run";

  @Override
  public EventKind kind() {
    return EventKind.RUN_ENDED;
  }
}
