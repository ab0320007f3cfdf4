package io.stepscope.event;

/**
 * A command that was applied to the training.
 *
 * @param command id of the command
 * @param action for instance {@code pause} or {@code set}
 * @param target what was set, or empty
 * @param oldValue before, or empty
 * @param newValue after, or empty
 */
public record ControlAction(
    Stamp stamp, String command, String action, String target, String oldValue, String newValue)
    implements Event {

  @Override
  public EventKind kind() {
    return EventKind.CONTROL_ACTION;
  }
}
