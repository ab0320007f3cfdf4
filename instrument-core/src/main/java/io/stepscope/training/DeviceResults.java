package io.stepscope.training;

import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What devices will still tell of steps, asked for by a thread of its own until it is there: a
 * device is never waited for, and a step is not complete before it has told all, or is too late.
 *
 * <p>The thread begins with the first result and ends when none was outstanding for a while, or
 * with the training. It rests between two rounds, so that asking costs next to nothing; nothing
 * wakes it, so that training threads need not.
 *
 * <p>Thread-safe. No lock is held while a result is asked.
 */
public final class DeviceResults {

  /**
   * Something that a device has not given yet. Called by one thread at a time; {@link #abandon} is
   * the last call, also after a {@link #poll} that threw, unless a poll said true.
   */
  public interface Result {

    /**
     * Records the result if it is there and gives back what was held for it; never waits.
     *
     * @return whether it was there; false to be asked again
     */
    boolean poll();

    /** Gives back what was held: nobody asks any more. */
    void abandon();
  }

  static final String NAME = "stepscope-devices";

  /** How much later than the training's step a device may be. */
  static final long MOST_STEPS_BEHIND = TensorRecorder.MOST_STEPS_BEHIND;

  private static final long FIRST_REST_MILLIS = 5;
  private static final long LONGEST_REST_MILLIS = 20;
  private static final long LAST_REST_MILLIS = 1;
  private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NOT_ASKING = Long.MIN_VALUE;

  private final Recorder recorder;
  private final StepCompletions completions;
  private final long idleMillis;
  private final long endMillis;
  private final ArrayDeque<Awaited> awaited = new ArrayDeque<>();
  private @Nullable Thread thread;
  private long missed;
  private boolean ended;
  private volatile long askingSince = NOT_ASKING;

  /**
   * Awaits nothing yet.
   *
   * @param idleMillis how long the thread outlives what it waits for
   * @param endMillis what devices get at the end
   */
  DeviceResults(Recorder recorder, StepCompletions completions, long idleMillis, long endMillis) {
    this.recorder = recorder;
    this.completions = completions;
    this.idleMillis = idleMillis;
    this.endMillis = endMillis;
  }

  DeviceResults(Recorder recorder, StepCompletions completions) {
    this(recorder, completions, 1_000, 200);
  }

  /**
   * Asks for {@code result} from now on; {@code step} is not complete before it is there or
   * abandoned. After the end it is abandoned at once.
   */
  public void add(long step, Result result) {
    Awaited added = new Awaited(step, result);
    completions.hold(step);
    if (!accept(added)) {
      abandonNow(added);
      completions.release(step);
    }
  }

  private synchronized boolean accept(Awaited added) {
    if (ended || !(thread != null || begin())) {
      missed++;
      return false;
    }
    return awaited.add(added);
  }

  /** Gives up what devices have not told by now of steps too far behind {@code step}. */
  void ended(long step) {
    List<Awaited> late = List.of();
    synchronized (this) {
      Awaited first = awaited.peek();
      if (first != null && first.step <= step - MOST_STEPS_BEHIND) {
        late = takeUpTo(step - MOST_STEPS_BEHIND);
      }
    }
    late.forEach(this::giveUp);
  }

  /**
   * Gives devices a moment for what is outstanding, and gives up the rest.
   *
   * @return how many results of the training never came
   */
  long end() {
    List<Awaited> late;
    synchronized (this) {
      ended = true;
      notifyAll();
      awaitAll();
      late = takeUpTo(Long.MAX_VALUE);
    }
    late.forEach(this::giveUp);
    synchronized (this) {
      return missed;
    }
  }

  /** Results that are outstanding. */
  synchronized int outstanding() {
    return awaited.size();
  }

  private void awaitAll() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(endMillis);
    boolean interrupted = false;
    for (long left = endMillis; !awaited.isEmpty() && thread != null && left > 0; ) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true; // Meant for the training: it gets it when this is over.
      }
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Awaited> takeUpTo(long step) {
    List<Awaited> taken = new ArrayList<>();
    for (Iterator<Awaited> all = awaited.iterator(); all.hasNext(); ) {
      Awaited one = all.next();
      if (one.step <= step) {
        all.remove();
        taken.add(one);
      }
    }
    return taken;
  }

  /**
   * Asks a last time, as steps may be shorter than the thread's rests. One that is being asked is
   * abandoned by who asks it.
   */
  private void giveUp(Awaited late) {
    boolean free;
    synchronized (late) {
      if (late.over) {
        return;
      }
      late.over = true;
      free = !late.asked;
    }
    boolean told = free && !hangs() && poll(late);
    if (!told) {
      miss();
      if (free) {
        abandonNow(late);
      }
    }
    completions.release(late.step);
  }

  private synchronized void miss() {
    missed++;
  }

  /** Whether the thread got no answer for so long that nobody else is to ask a device. */
  private boolean hangs() {
    long since = askingSince;
    return since != NOT_ASKING && System.nanoTime() - since > HANG_NANOS;
  }

  private void abandonNow(Awaited late) {
    try {
      late.result.abandon();
    } catch (Throwable t) {
      recorder.failure("giving up what a device did not tell", t);
    }
  }

  private boolean begin() {
    Thread begun = BackgroundThread.of(this::work, NAME);
    begun.setPriority(Thread.MIN_PRIORITY);
    try {
      begun.start();
    } catch (OutOfMemoryError e) {
      recorder.failure("starting the thread that asks devices", e);
      return false;
    }
    thread = begun;
    return true;
  }

  private void work() {
    long rest = FIRST_REST_MILLIS;
    long idleSince = System.nanoTime();
    while (rest(rest, idleSince)) {
      rest = Math.min(2 * rest, LONGEST_REST_MILLIS);
      List<Awaited> round = round();
      if (!round.isEmpty()) {
        round.forEach(this::ask);
        idleSince = System.nanoTime();
      }
    }
  }

  /** Whether to go on. */
  private synchronized boolean rest(long millis, long idleSince) {
    boolean last = ended;
    long left = !last ? millis : awaited.isEmpty() ? 0 : LAST_REST_MILLIS;
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(left);
    while (left > 0 && ended == last) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        break; // Nobody has a reason to.
      }
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - idleSince);
    boolean goesOn = !awaited.isEmpty() || (!ended && idle < idleMillis);
    if (!goesOn) {
      thread = null;
      notifyAll();
    }
    return goesOn;
  }

  private synchronized List<Awaited> round() {
    return new ArrayList<>(awaited);
  }

  private void ask(Awaited one) {
    synchronized (one) {
      if (one.over) {
        return;
      }
      one.asked = true;
    }
    askingSince = System.nanoTime();
    boolean done = poll(one);
    askingSince = NOT_ASKING;
    boolean givenUp;
    synchronized (one) {
      one.asked = false;
      givenUp = one.over;
      one.over |= done;
    }
    if (givenUp && !done) {
      abandonNow(one);
    } else if (!givenUp && done) {
      completions.release(one.step);
      forget(one);
    }
  }

  /** Whether nothing is left to be asked; so it is with one that throws. */
  private boolean poll(Awaited one) {
    try {
      return one.result.poll();
    } catch (Throwable t) {
      recorder.failure("asking a device for what it did", t);
      abandonNow(one);
      return true;
    }
  }

  private synchronized void forget(Awaited one) {
    awaited.remove(one);
    if (awaited.isEmpty()) {
      notifyAll();
    }
  }

  /** A result and its step. Its lock is held for no call of others. */
  private static final class Awaited {
    private final long step;
    private final Result result;
    private boolean asked;

    /** Whether it told all, or is given up. */
    private boolean over;

    Awaited(long step, Result result) {
      this.step = step;
      this.result = result;
    }
  }
}
