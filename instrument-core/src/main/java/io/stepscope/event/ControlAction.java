package io.stepscope.event;

/**
 * A command to the training and what became of it.
 *
 * @param stamp its step is the first one after the command
 * @param command id of the command; empty when nobody commanded it
 * @param action for instance {@code pause} or {@code set}
 * @param target what was set, or empty
 * @param oldValue before, or empty
 * @param newValue after, or empty
 * @param outcome whether it was applied
 * @param message one line for people, may be empty
 */
public record ControlAction(
    Stamp stamp,
    String command,
    String action,
    String target,
    String oldValue,
    String newValue,
    Outcome outcome,
    String message)
    implements Event {

  /** What became of a command. */
  public enum Outcome {
    APPLIED,
    REFUSED
  }

  @Override
  public EventKind kind() {
    return EventKind.CONTROL_ACTION;
  }
}
