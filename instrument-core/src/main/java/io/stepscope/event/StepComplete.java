package io.stepscope.event;

/** Nothing more comes for the step of the stamp. */
public record StepComplete(Stamp stamp) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.STEP_COMPLETE;
  }
}
