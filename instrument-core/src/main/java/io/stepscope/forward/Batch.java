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

  /** Takes entries from the front of {@code ready} until {@code most} are to be delivered. */
  static Batch take(List<Entry> ready, int most) {
    List<Event> events = new ArrayList<>(Math.min(ready.size(), most));
    int taken = 0;
    while (taken < ready.size() && events.size() < most) {
      Entry entry = ready.get(taken++);
      if (entry.leftOut() == null) {
        events.add(entry.event());
      }
    }
    List<Entry> front = ready.subList(0, taken);
    List<Entry> entries = new ArrayList<>(front);
    front.clear();
    return new Batch(entries, events);
  }

  List<Entry> entries() {
    return entries;
  }

  /** To be delivered, in order. */
  List<Event> events() {
    return events;
  }
}
