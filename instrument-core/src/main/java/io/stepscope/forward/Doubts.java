package io.stepscope.forward;

import io.stepscope.event.Event;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Events that were on their way to a tracker that cannot tell what it has already, when the process
 * or the tracker died: they may have arrived or not.
 */
final class Doubts {
  private final Map<Integer, Set<Long>> sequences = new TreeMap<>();

  /**
   * @param stored sequence numbers per rank, in the form of {@link Sequences}
   */
  Doubts(SortedMap<Integer, String> stored) {
    stored.forEach((rank, text) -> sequences.put(rank, Sequences.read(text)));
  }

  /** Doubts whether these arrived. */
  void add(Collection<Event> events) {
    for (Event event : events) {
      sequences
          .computeIfAbsent(event.stamp().rank(), rank -> new HashSet<>())
          .add(event.stamp().sequence());
    }
  }

  /** Settles one; returns whether it was doubtful. */
  boolean remove(Event event) {
    Set<Long> ofRank = sequences.get(event.stamp().rank());
    return ofRank != null && ofRank.remove(event.stamp().sequence());
  }

  /** In the form to be stored. */
  SortedMap<Integer, String> stored() {
    return storedWith(List.of());
  }

  /** In the form to be stored, with events that are delivered now. */
  SortedMap<Integer, String> storedWith(Collection<Event> events) {
    Doubts all = new Doubts(new TreeMap<>());
    sequences.forEach((rank, ofRank) -> all.sequences.put(rank, new HashSet<>(ofRank)));
    all.add(events);
    SortedMap<Integer, String> stored = new TreeMap<>();
    all.sequences.forEach(
        (rank, ofRank) -> {
          if (!ofRank.isEmpty()) {
            stored.put(rank, Sequences.write(ofRank.stream().mapToLong(Long::longValue).toArray()));
          }
        });
    return stored;
  }
}
