package io.stepscope.journal;

import io.stepscope.event.Event;

/** Counts the events that are read, without unpacking scalars. Not thread-safe. */
public final class EventCount implements JournalHandler {
  private long events;

  /** Events read so far. */
  public long events() {
    return events;
  }

  @Override
  public void event(Event event) {
    events++;
  }

  @Override
  public void scalar(
      String run,
      int rank,
      long sequence,
      long step,
      int epoch,
      long timeMicros,
      String name,
      double value,
      boolean float32) {
    events++;
  }
}
