package io.stepscope.event;

/** Something a person should know. */
public record Alert(Stamp stamp, Severity severity, String title, String text) implements Event {

  /** How bad. */
  public enum Severity {
    INFO,
    WARNING,
    ERROR
  }

  @Override
  public EventKind kind() {
    return EventKind.ALERT;
  }
}
