package io.stepscope.event;

/** A named text, shown as Markdown where the tracker can. */
public record Text(Stamp stamp, String name, String text) implements Event {

  @Override
  public EventKind kind() {
    return EventKind.TEXT;
  }
}
