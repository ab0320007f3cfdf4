package io.stepscope.forward;

import io.stepscope.tracker.Limits;
import java.util.ArrayList;
import java.util.List;

/** Events in the order in which they are delivered next, about a batch of them. */
final class Lineup {
  private static final int MOST_AT_ONCE = 1 << 16;

  private final Limits limits;
  private final int most;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  Lineup(Limits limits) {
    this.limits = limits;
    most = Math.min(limits.maxEvents(), MOST_AT_ONCE);
  }

  void add(Entry entry) {
    entries.add(entry);
    bytes += entry.bytes();
  }

  /** Takes back what was taken and not delivered, to be taken first. */
  void addFirst(List<Entry> before) {
    entries.addAll(0, before);
    for (Entry entry : before) {
      bytes += entry.bytes();
    }
  }

  /** Whether nothing should be read before a batch is taken. */
  boolean isFull() {
    return room() <= 0 || bytes >= limits.maxBytes();
  }

  /** How many more events make it full. */
  int room() {
    return most - entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<Entry> entries() {
    return entries;
  }

  /** The next events, within the limits and {@code atMost} to be delivered; there must be some. */
  Batch take(int atMost) {
    Batch batch = Batch.first(entries, Math.min(atMost, limits.maxEvents()), limits.maxBytes());
    List<Entry> front = entries.subList(0, batch.entries().size());
    for (Entry entry : batch.entries()) {
      bytes -= entry.bytes();
    }
    front.clear();
    return batch;
  }
}
