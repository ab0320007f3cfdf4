package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.Cursor.Position;
import io.stepscope.tracker.Capabilities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the journals of all ranks of a run and lines events up for one tracker. */
final class RunReader implements RankTail.Sink, AutoCloseable {
  private static final String NOT_TAKEN = "the tracker does not take this kind";
  private static final String TOO_LATE = "came after a later step had been delivered";
  private static final int MOST_AT_ONCE = 1 << 16;
  // Ranks read in turn, in small pieces, stay within the few steps that may be open.
  private static final int MOST_OF_ONE_RANK = 256;

  private final RunFolder run;
  private final EventTail.Opener opener;
  private final Set<EventKind> kinds;
  private final int mostPerBatch;
  private final int mostAtOnce;
  private final @Nullable StepWindow window;

  private final SortedMap<Integer, Position> positions;
  private final List<RankTail> tails = new ArrayList<>();
  private final List<Entry> ready = new ArrayList<>();
  // Ends of runs wait until no rank has more.
  private final List<Entry> ends = new ArrayList<>();
  private long watermark;

  RunReader(RunFolder run, Capabilities capabilities, EventTail.Opener opener, Cursor from) {
    this.run = run;
    this.opener = opener;
    this.kinds = capabilities.kinds();
    this.mostPerBatch = capabilities.maxBatchEvents();
    this.mostAtOnce = Math.min(mostPerBatch, MOST_AT_ONCE);
    this.watermark = from.watermark();
    this.window = capabilities.risingSteps() ? new StepWindow(watermark, ready::add) : null;
    this.positions = new TreeMap<>(from.ranks());
  }

  /**
   * Reads what is new, about a batch of it at most.
   *
   * @return number of events read; 0 when there is nothing new now, or when it {@link #isFull}
   */
  int read() throws IOException {
    findRanks();
    int read = 0;
    tails.forEach(RankTail::wet);
    while (!isFull()) {
      RankTail next = next();
      if (next == null) {
        break;
      }
      int room = mostAtOnce - ready.size();
      read += next.poll(this, tails.size() == 1 ? room : Math.min(room, MOST_OF_ONE_RANK));
      if (window != null) {
        window.release(tails, next);
      }
      releaseEnds();
    }
    return read;
  }

  /** Whether a whole batch is lined up, so that nothing is read before it is taken. */
  boolean isFull() {
    return ready.size() >= mostAtOnce;
  }

  private void findRanks() throws IOException {
    for (int rank : Ranks.in(run)) {
      if (tails.stream().noneMatch(tail -> tail.rank() == rank)) {
        Position from = positions.getOrDefault(rank, Position.START);
        positions.put(rank, from);
        tails.add(new RankTail(rank, opener.open(run.journal(rank), from.frontier()), from));
      }
    }
  }

  /** The rank that is furthest behind and has more. */
  private @Nullable RankTail next() {
    return tails.stream()
        .filter(tail -> !tail.dry())
        .min(Comparator.comparingLong(RankTail::lastStep))
        .orElse(null);
  }

  @Override
  public void take(RankTail from, Event event, Stretch origin) {
    @Nullable String leftOut = kinds.contains(event.kind()) ? null : NOT_TAKEN;
    if (window == null) {
      ready.add(new Entry(event, origin, leftOut));
    } else if (event.kind() == EventKind.RUN_ENDED) {
      ends.add(new Entry(event, origin, leftOut));
    } else if (stepOf(event) == Stamp.NONE) {
      if (event.kind() == EventKind.RUN_STARTED) {
        ready.addAll(ends);
        ends.clear();
      }
      ready.add(new Entry(event, origin, leftOut));
    } else if (window.isPast(stepOf(event))) {
      ready.add(new Entry(event, origin, leftOut == null ? TOO_LATE : leftOut));
    } else {
      origin.reaches(stepOf(event));
      window.add(new Entry(event, origin, leftOut));
      if (event.kind() == EventKind.STEP_COMPLETE) {
        window.release(tails, from);
      }
    }
  }

  @Override
  public void again(RankTail from, Event event, Stretch origin) {
    if (window != null
        && event.kind() == EventKind.STEP_COMPLETE
        && !window.isPast(event.stamp().step())) {
      origin.reaches(event.stamp().step());
      window.completedBefore(event.stamp().step(), from.rank());
    }
  }

  private void releaseEnds() {
    if (!ends.isEmpty() && ended() && (window == null || window.isEmpty())) {
      ready.addAll(ends);
      ends.clear();
    }
  }

  /** Whether every rank has ended, as far as was read. */
  boolean ended() {
    return !tails.isEmpty() && tails.stream().allMatch(RankTail::ended);
  }

  /** Lines up everything held back: nothing more comes. */
  void finish() {
    if (window != null) {
      window.releaseAll();
    }
    ready.addAll(ends);
    ends.clear();
  }

  /** The next events; null when none are lined up. */
  @Nullable Batch take() {
    return ready.isEmpty() ? null : Batch.take(ready, mostPerBatch);
  }

  /** A batch is accounted for. */
  void settle(Batch batch) {
    for (Entry entry : batch.entries()) {
      entry.origin().settled();
    }
    account(batch);
    tails.forEach(tail -> tail.advance(watermark));
    for (Entry entry : batch.entries()) {
      entry.origin().remember(entry.event().stamp().sequence());
    }
    tails.forEach(tail -> positions.put(tail.rank(), tail.position()));
  }

  /** Moves the watermark; a step counts only when nothing of it is lined up any more. */
  private void account(Batch batch) {
    if (window == null) {
      return;
    }
    for (Entry entry : batch.entries()) {
      watermark = Math.max(watermark, stepInOrder(entry) - 1);
    }
    long following =
        ready.stream()
            .mapToLong(RunReader::stepInOrder)
            .filter(step -> step != Stamp.NONE)
            .findFirst()
            .orElse(Stamp.NONE);
    for (Entry entry : batch.entries()) {
      if (stepInOrder(entry) != following) {
        watermark = Math.max(watermark, stepInOrder(entry));
      }
    }
  }

  private static long stepInOrder(Entry entry) {
    return TOO_LATE.equals(entry.leftOut()) ? Stamp.NONE : stepOf(entry.event());
  }

  /** Positions in the journals, as of the last batch settled. */
  SortedMap<Integer, Position> positions() {
    return positions;
  }

  /** Every event of this step and of earlier ones is accounted for or too late. */
  long watermark() {
    return watermark;
  }

  private static long stepOf(Event event) {
    boolean boundary = event.kind() == EventKind.RUN_STARTED || event.kind() == EventKind.RUN_ENDED;
    return boundary ? Stamp.NONE : event.stamp().step();
  }

  @Override
  public void close() {
    tails.forEach(RankTail::close);
    tails.clear();
  }
}
