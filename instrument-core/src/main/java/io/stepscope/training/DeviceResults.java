package io.stepscope.training;

import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
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
  private static final long HANG_MILLIS = 1_000;

  /** Should a notification be lost with a thread that dies, this is how late it is noticed. */
  private static final long DEATH_MILLIS = 100;

  private static final long NOT_ASKING = Long.MIN_VALUE;

  private final Recorder recorder;
  private final StepCompletions completions;
  private final long idleMillis;
  private final long endMillis;
  private final ThreadFactory threads;
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
   * @param threads makes the thread that asks
   */
  DeviceResults(
      Recorder recorder,
      StepCompletions completions,
      long idleMillis,
      long endMillis,
      ThreadFactory threads) {
    this.recorder = recorder;
    this.completions = completions;
    this.idleMillis = idleMillis;
    this.endMillis = endMillis;
    this.threads = threads;
  }

  DeviceResults(Recorder recorder, StepCompletions completions, long idleMillis, long endMillis) {
    this(recorder, completions, idleMillis, endMillis, work -> BackgroundThread.of(work, NAME));
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
    if (ended || !(isAlive() || begin())) {
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
        late = upTo(step - MOST_STEPS_BEHIND);
      }
    }
    late.forEach(one -> giveUp(one, hangs()));
  }

  /**
   * Gives devices a moment for what is outstanding, and gives up the rest. What is being asked then
   * is awaited until it answers or hangs, so that nothing comes for a step that is complete.
   *
   * @return how many results of the training never came
   */
  long end() {
    List<Awaited> late;
    synchronized (this) {
      ended = true;
      notifyAll();
      awaitAll(endMillis);
      late = upTo(Long.MAX_VALUE);
    }
    late.forEach(one -> giveUp(one, hangs()));
    synchronized (this) {
      awaitAll(HANG_MILLIS);
      late = upTo(Long.MAX_VALUE);
    }
    late.forEach(one -> giveUp(one, true));
    synchronized (this) {
      return missed;
    }
  }

  /** Results that are outstanding. */
  synchronized int outstanding() {
    return awaited.size();
  }

  private void awaitAll(long mostMillis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
    boolean interrupted = false;
    for (long left = mostMillis; !awaited.isEmpty() && isAlive() && left > 0; ) {
      try {
        wait(Math.min(left, DEATH_MILLIS));
      } catch (InterruptedException e) {
        interrupted = true; // Meant for the training: it gets it when this is over.
      }
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Awaited> upTo(long step) {
    return awaited.stream().filter(one -> one.step <= step).toList();
  }

  /**
   * Asks a last time, as steps may be shorter than the thread's rests. One that is being asked is
   * left to who asks it, as it may be recording: its step must not be complete before.
   *
   * @param notToBeAwaited whether one that is being asked is given up all the same
   */
  private void giveUp(Awaited late, boolean notToBeAwaited) {
    boolean alive = isAlive();
    boolean free;
    synchronized (late) {
      if (late.over) {
        return;
      }
      free = !late.asked || !alive;
      late.givenUp = true;
      if (!free && !notToBeAwaited) {
        return;
      }
      late.over = true;
    }
    boolean told = free && !hangs() && poll(late);
    if (!told) {
      miss();
      if (free) {
        abandonNow(late);
      }
    }
    settled(late);
  }

  private synchronized void miss() {
    missed++;
  }

  /** Whether the thread got no answer for so long that nobody else is to ask a device. */
  private boolean hangs() {
    long since = askingSince;
    return since != NOT_ASKING
        && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(HANG_MILLIS);
  }

  private void abandonNow(Awaited late) {
    try {
      late.result.abandon();
    } catch (Throwable t) {
      recorder.failure("giving up what a device did not tell", t);
    }
  }

  private synchronized boolean isAlive() {
    return thread != null && thread.isAlive();
  }

  private boolean begin() {
    askingSince = NOT_ASKING; // One that died may have left it.
    Thread begun = threads.newThread(this::work);
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
    boolean waits;
    boolean late;
    synchronized (one) {
      one.asked = false;
      waits = !one.over; // Else it hung, and the step is complete without it.
      late = one.givenUp && !done;
      one.over |= done || late;
    }
    if (late) {
      abandonNow(one);
    }
    if (waits && late) {
      miss();
    }
    if (waits && (done || late)) {
      settled(one);
    }
  }

  private void settled(Awaited one) {
    completions.release(one.step);
    forget(one);
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

    /** Whether it is not asked again. */
    private boolean givenUp;

    /** Whether its step waits for it no more. */
    private boolean over;

    Awaited(long step, Result result) {
      this.step = step;
      this.result = result;
    }
  }
}
