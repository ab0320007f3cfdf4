package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.HaltCode;
import io.stepscope.event.RunEnded;
import io.stepscope.forward.Cursor.Position;
import io.stepscope.journal.JournalHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The journal of one rank: how far it was read, and up to where everything read is accounted for.
 */
final class RankTail implements AutoCloseable {
  /*
   * Events are settled in another order than they are read when steps are merged. The position to
   * be stored is therefore a pair: a frontier before which everything is settled, and the sequence
   * numbers of the events after it that are settled too. After a restart reading goes on at that
   * frontier, and the events named are passed over.
   */
  private final int rank;
  private final EventTail tail;
  private final Deque<Stretch> stretches = new ArrayDeque<>();
  private final Set<Long> settledBefore;
  private String frontier;
  private boolean endedAtFrontier;

  private boolean ended;
  private boolean dry;
  private long lastStep = Cursor.NO_STEP;
  private long lastTimeMicros;
  private String deathReason = RunEnded.DIED;

  RankTail(int rank, EventTail tail, Position from) {
    this.rank = rank;
    this.tail = tail;
    this.settledBefore = Sequences.read(from.beyond());
    this.frontier = from.frontier();
    this.endedAtFrontier = from.ended();
    this.ended = from.ended();
  }

  /** Takes events of this journal as they are read. */
  interface Sink {
    /** An event that is not accounted for. */
    void take(RankTail from, Event event, Stretch origin);

    /** An event that was accounted for before a restart. */
    void again(RankTail from, Event event, Stretch origin);

    /** Whether no more should be read for the moment. */
    boolean enough();
  }

  /** Reads about {@code most} events at most; returns how many were read. */
  int poll(Sink sink, int most) throws IOException {
    Stretch stretch = new Stretch(ended);
    JournalHandler handler =
        new JournalHandler() {
          @Override
          public void event(Event event) {
            handOn(sink, event, stretch);
          }

          @Override
          public boolean enough() {
            return sink.enough();
          }
        };
    int read = tail.poll(handler, most);
    dry = read == 0;
    if (read > 0) {
      stretch.closed(tail.frontier());
      stretches.add(stretch);
    }
    return read;
  }

  private void handOn(Sink sink, Event event, Stretch stretch) {
    note(event, stretch);
    if (!settledBefore.isEmpty() && settledBefore.remove(event.stamp().sequence())) {
      stretch.remember(event.stamp().sequence());
      sink.again(this, event, stretch);
    } else {
      stretch.taken();
      sink.take(this, event, stretch);
    }
  }

  private void note(Event event, Stretch stretch) {
    if (event.kind() == EventKind.RUN_ENDED || event.kind() == EventKind.RUN_STARTED) {
      ended = event.kind() == EventKind.RUN_ENDED;
      stretch.boundary(ended);
      deathReason = RunEnded.DIED;
    } else if (event.kind() == EventKind.PARAMS) {
      deathReason = HaltCode.reasonAfter(deathReason, event);
    }
    lastStep = Math.max(lastStep, event.stamp().step());
    lastTimeMicros = Math.max(lastTimeMicros, event.stamp().timeMicros());
  }

  /**
   * Moves the frontier over what is done.
   *
   * @param watermark the last step that is accounted for as a whole
   */
  void advance(long watermark) {
    while (!stretches.isEmpty() && stretches.getFirst().isDone(watermark)) {
      Stretch done = stretches.removeFirst();
      done.pass();
      frontier = done.frontier();
      endedAtFrontier = done.ended();
    }
  }

  Position position() {
    LongStream.Builder beyond = LongStream.builder();
    settledBefore.forEach(beyond::add);
    for (Stretch stretch : stretches) {
      for (long sequence : stretch.accounted()) {
        beyond.add(sequence);
      }
    }
    return new Position(frontier, Sequences.write(beyond.build().toArray()), endedAtFrontier);
  }

  int rank() {
    return rank;
  }

  boolean ended() {
    return ended;
  }

  /** It is accounted for that the rank died at the end of what there is. */
  void died() {
    ended = true;
    endedAtFrontier = true;
  }

  /** Whether the last read found nothing new. */
  boolean dry() {
    return dry;
  }

  /** A new round of reading begins. */
  void wet() {
    dry = false;
  }

  /** Why it died, if it did. */
  String deathReason() {
    return deathReason;
  }

  /** The highest step read. */
  long lastStep() {
    return lastStep;
  }

  /** Wall time of the latest event read, microseconds since 1970; 0 before the first. */
  long lastTimeMicros() {
    return lastTimeMicros;
  }

  @Override
  public void close() {
    tail.close();
  }
}
