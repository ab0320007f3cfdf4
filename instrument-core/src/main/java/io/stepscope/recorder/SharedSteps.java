package io.stepscope.recorder;

import io.stepscope.event.Stamp;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/**
 * The steps of several trainings that go into one run, each with a count of its own: a step is
 * complete when all of them have completed it. Thread-safe.
 */
final class SharedSteps {

  /**
   * A training that is so many steps behind another is not waited for, and neither do trackers wait
   * whose steps must rise: it trains at other times.
   */
  private static final long MOST_APART = 64;

  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private long complete = Stamp.NONE; // guarded by this

  /** One of the trainings. */
  final class Part {
    private volatile long last = Stamp.NONE;
    private volatile boolean joined;

    /** The training goes on with a step; only the first one of a training tells something. */
    void open(long step) {
      if (!joined) {
        last = Math.max(last, step - 1);
        join(this);
      }
    }

    /** Completes a step at once if there is no other training; the caller then records that. */
    boolean completesAlone(long step) {
      return aloneWith(this, step);
    }

    /**
     * The training has completed a step, as others may have.
     *
     * @param record takes the steps that are complete now, rising
     */
    void complete(long step, LongConsumer record) {
      completed(this, step, record);
    }

    /**
     * The training is over; nobody waits for it any more.
     *
     * @param record takes the steps that only waited for it, rising
     */
    void leave(LongConsumer record) {
      left(this, record);
    }
  }

  /** One more training; it counts from its first step on. */
  Part part() {
    return new Part();
  }

  private synchronized void join(Part part) {
    if (!part.joined) {
      if (parts.size() == 1) {
        complete = Math.max(complete, parts.get(0).last);
      }
      part.joined = true;
      parts.add(part);
    }
  }

  private synchronized boolean aloneWith(Part part, long step) {
    join(part);
    boolean alone = parts.size() == 1;
    if (alone) {
      part.last = step;
    }
    return alone;
  }

  private synchronized void left(Part part, LongConsumer record) {
    boolean counted = parts.size() > 1;
    part.joined = false;
    parts.remove(part);
    if (counted) {
      for (Part other : parts) {
        completed(other, other.last, record);
      }
    }
  }

  private synchronized void completed(Part by, long step, LongConsumer record) {
    long furthest = step;
    for (Part part : parts) {
      furthest = Math.max(furthest, part.last);
    }
    by.last = Math.max(by.last, step);
    long common = furthest;
    for (Part part : parts) {
      if (part.last > furthest - MOST_APART) {
        common = Math.min(common, part.last);
      }
    }
    if (complete == Stamp.NONE) {
      complete = Math.max(Stamp.NONE, Math.min(common, step) - 1);
    }
    while (complete < common) {
      complete++;
      record.accept(complete);
    }
  }
}
