package io.stepscope.forward;

import io.stepscope.event.EventKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Holds the events of steps that are not complete, and hands them on step by step, in rising order.
 */
final class StepWindow {
  /** Most steps that are open at a time. */
  static final int MOST_STEPS = 64;

  /** Most events held at a time: what is held must fit into memory. */
  static final int MOST_EVENTS = 1 << 16;

  /** Most bytes held at a time, about. */
  static final long MOST_BYTES = 16L << 20;

  private final TreeMap<Long, Open> open = new TreeMap<>();
  private final Consumer<Entry> out;
  private int held;
  private long bytes;
  private long watermark;

  /**
   * @param watermark the last step that was handed on before
   */
  StepWindow(long watermark, Consumer<Entry> out) {
    this.watermark = watermark;
    this.out = out;
  }

  private static final class Open {
    final List<Entry> events = new ArrayList<>();
    // Handed on last, whatever order the ranks are read in.
    final List<Entry> completions = new ArrayList<>();
    final Set<Integer> completeFor = new HashSet<>();
  }

  /** Whether events of {@code step} come too late. */
  boolean isPast(long step) {
    return step <= watermark;
  }

  /** Whether more may be handed on of {@code step}. */
  boolean isOpen(long step) {
    return open.containsKey(step);
  }

  void add(Entry entry) {
    Open step = step(entry.event().stamp().step());
    if (entry.event().kind() == EventKind.STEP_COMPLETE) {
      step.completions.add(entry);
      step.completeFor.add(entry.event().stamp().rank());
    } else {
      step.events.add(entry);
    }
    held++;
    bytes += entry.bytes();
    if (isTooMuch() && open.size() == 1) {
      handOnFirst();
    }
  }

  /** Nothing more comes for {@code step} from {@code rank}; said before a restart. */
  void completedBefore(long step, int rank) {
    step(step).completeFor.add(rank);
  }

  /** Hands on the steps for which no rank has more, and the lowest ones when too many are open. */
  void release(Collection<RankTail> ranks, RankTail reading) {
    while (!open.isEmpty()) {
      Set<Integer> completeFor = open.firstEntry().getValue().completeFor;
      boolean full = open.size() > MOST_STEPS || (isTooMuch() && open.size() > 1);
      for (RankTail rank : ranks) {
        boolean mayHaveMore = !rank.ended() && !completeFor.contains(rank.rank());
        if (mayHaveMore && !(full && (rank.dry() || rank.equals(reading)))) {
          return;
        }
      }
      releaseFirst();
    }
  }

  /** Hands on everything: nothing more comes. */
  void releaseAll() {
    while (!open.isEmpty()) {
      releaseFirst();
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  private boolean isTooMuch() {
    return held > MOST_EVENTS || bytes > MOST_BYTES;
  }

  private Open step(long step) {
    return open.computeIfAbsent(step, s -> new Open());
  }

  private void releaseFirst() {
    handOnFirst();
    Map.Entry<Long, Open> first = open.pollFirstEntry();
    watermark = first.getKey();
    handOn(first.getValue().completions);
  }

  /**
   * Hands on what there is of the lowest step, which stays open: a step may be too large to hold.
   */
  private void handOnFirst() {
    // Nothing of a lower step may follow.
    watermark = Math.max(watermark, open.firstKey() - 1);
    handOn(open.firstEntry().getValue().events);
  }

  private void handOn(List<Entry> entries) {
    for (Entry entry : entries) {
      out.accept(entry);
      bytes -= entry.bytes();
    }
    held -= entries.size();
    entries.clear();
  }
}
