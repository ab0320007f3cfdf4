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
  static final String NOT_TAKEN = "the tracker does not take this kind";
  private static final String TOO_LATE = "came after a later step had been delivered";
  // Ranks read in turn, in small pieces, stay within the few steps that may be open.
  private static final int MOST_OF_ONE_RANK = 256;

  private final RunFolder run;
  private final EventTail.Opener opener;
  private final Set<EventKind> kinds;
  private final Lineup lineup;
  private final @Nullable StepWindow window;

  private final SortedMap<Integer, Position> positions;
  private final List<RankTail> tails = new ArrayList<>();
  // Ends of runs wait until no rank has more.
  private final List<Entry> ends = new ArrayList<>();
  private long watermark;
  private boolean dry;
  private boolean finished;

  RunReader(RunFolder run, Capabilities capabilities, EventTail.Opener opener, Cursor from) {
    this.run = run;
    this.opener = opener;
    this.kinds = capabilities.kinds();
    this.lineup = new Lineup(capabilities.limits());
    this.watermark = from.watermark();
    this.window = capabilities.risingSteps() ? new StepWindow(watermark, lineup::add) : null;
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
      int room = lineup.room();
      read += next.poll(this, tails.size() == 1 ? room : Math.min(room, MOST_OF_ONE_RANK));
      if (window != null) {
        window.release(tails, next);
      }
      releaseEnds();
    }
    dry = !isFull();
    finished &= read == 0;
    return read;
  }

  /** Whether a whole batch is lined up, so that nothing is read before it is taken. */
  boolean isFull() {
    return lineup.isFull();
  }

  /** Whether all that was there when it was last read has been taken. */
  boolean isCaughtUp() {
    return dry && lineup.isEmpty();
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
    Entry entry = new Entry(event, origin, kinds.contains(event.kind()) ? null : NOT_TAKEN);
    if (window == null) {
      lineup.add(entry);
    } else if (event.kind() == EventKind.RUN_ENDED) {
      ends.add(entry);
    } else if (stepOf(event) == Stamp.NONE) {
      if (event.kind() == EventKind.RUN_STARTED) {
        lineUpEnds();
      }
      lineup.add(entry);
    } else if (window.isPast(stepOf(event))) {
      lineup.add(entry.leftOut() == null ? new Entry(event, origin, TOO_LATE) : entry);
    } else {
      window.add(entry);
      if (event.kind() == EventKind.STEP_COMPLETE) {
        origin.reaches(stepOf(event));
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

  /** A few large events may fill a batch. */
  @Override
  public boolean enough() {
    return lineup.isFull();
  }

  private void releaseEnds() {
    if (!ends.isEmpty() && ended() && (window == null || window.isEmpty())) {
      lineUpEnds();
    }
  }

  private void lineUpEnds() {
    ends.forEach(lineup::add);
    ends.clear();
  }

  /** Whether every rank has ended, as far as was read. */
  boolean ended() {
    return !tails.isEmpty() && tails.stream().allMatch(RankTail::ended);
  }

  /**
   * Lines up everything held back: nothing more comes.
   *
   * @param deaths whether to say so of the ranks that died without ending
   */
  void finish(boolean deaths) {
    if (finished) {
      return;
    }
    finished = true;
    if (window != null) {
      window.releaseAll();
    }
    lineUpEnds();
    for (RankTail tail : tails) {
      if (deaths && !tail.ended()) {
        Event death = Deaths.of(run, tail);
        Stretch nowhere = new Stretch(false);
        nowhere.taken();
        lineup.add(new Entry(death, nowhere, kinds.contains(death.kind()) ? null : NOT_TAKEN));
      }
    }
  }

  /** Whether everything was taken and nothing more comes. */
  boolean isFinished() {
    return finished && lineup.isEmpty();
  }

  /** The next events, {@code most} at most; null when none are lined up. */
  @Nullable Batch take(int most) {
    return lineup.isEmpty() ? null : lineup.take(most);
  }

  /** Takes back what was taken and is not accounted for; it comes first in the next batch. */
  void putBack(List<Entry> entries) {
    lineup.addFirst(entries);
  }

  /** A batch is accounted for. */
  void settle(Batch batch) {
    for (Entry entry : batch.entries()) {
      entry.origin().settled();
    }
    account(batch);
    tails.forEach(tail -> tail.advance(watermark));
    noteDeaths(batch);
    for (Entry entry : batch.entries()) {
      entry.origin().remember(entry.event().stamp().sequence());
    }
    tails.forEach(tail -> positions.put(tail.rank(), tail.position()));
  }

  /** A death that was told is not told again, whatever happens next. */
  private void noteDeaths(Batch batch) {
    for (Entry entry : batch.entries()) {
      Stamp stamp = entry.event().stamp();
      if (stamp.sequence() == Stamp.UNSEQUENCED) {
        tails.stream().filter(tail -> tail.rank() == stamp.rank()).forEach(RankTail::died);
      }
    }
  }

  /** Moves the watermark; a step counts only when nothing of it is held or lined up any more. */
  private void account(Batch batch) {
    if (window == null) {
      return;
    }
    for (Entry entry : batch.entries()) {
      watermark = Math.max(watermark, stepInOrder(entry) - 1);
    }
    long following =
        lineup.entries().stream()
            .mapToLong(RunReader::stepInOrder)
            .filter(step -> step != Stamp.NONE)
            .findFirst()
            .orElse(Stamp.NONE);
    for (Entry entry : batch.entries()) {
      long step = stepInOrder(entry);
      if (step != following && !window.isOpen(step)) {
        watermark = Math.max(watermark, step);
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
