package io.stepscope.forward;

import io.stepscope.event.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is settled together: the events to deliver, and those left out between them. */
final class Batch {
  private final List<Entry> entries;
  private final List<Event> events;

  private Batch(List<Entry> entries, List<Event> events) {
    this.entries = entries;
    this.events = Collections.unmodifiableList(events);
  }

  /**
   * Entries from the front of {@code ready}, until {@code most} are to be delivered or {@code
   * bytes} are reached; at least one.
   */
  static Batch first(List<Entry> ready, int most, long bytes) {
    List<Event> events = new ArrayList<>(Math.min(ready.size(), most));
    int taken = 0;
    long size = 0;
    while (taken < ready.size() && events.size() < most) {
      Entry entry = ready.get(taken);
      if (entry.leftOut() == null) {
        size += entry.bytes();
        if (size > bytes && !events.isEmpty()) {
          break;
        }
        events.add(entry.event());
      }
      taken++;
    }
    return new Batch(new ArrayList<>(ready.subList(0, taken)), events);
  }

  /** The part of this batch with the first so many events to deliver. */
  Batch first(int count) {
    return first(entries, count, Long.MAX_VALUE);
  }

  /** What follows a part of this batch. */
  List<Entry> after(Batch part) {
    return entries.subList(part.entries.size(), entries.size());
  }

  List<Entry> entries() {
    return entries;
  }

  /** To be delivered, in order. */
  List<Event> events() {
    return events;
  }
}
