package io.stepscope.event;

/** One line the program printed, without its line end. */
public record ConsoleLine(Stamp stamp, Stream stream, String text) implements Event {

  /** Which of the two streams of a program. */
  public enum Stream {
    STDOUT,
    STDERR
  }

  @Override
  public EventKind kind() {
    return EventKind.CONSOLE_LINE;
  }
}
