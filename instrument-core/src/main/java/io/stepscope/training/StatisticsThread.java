package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that waits to be done, and the thread that does it. The thread begins with the first work
 * and ends when there was none for a while, or with the training. It is a daemon of the lowest
 * priority, and takes no locks but those of this queue and of the pool, so that whoever has to can
 * wait for it.
 *
 * <p>Thread-safe.
 */
final class StatisticsThread {

  static final String NAME = "stepscope-statistics";

  /** Should a notification be lost with a thread that dies, this is how late it is noticed. */
  private static final long DEATH_MILLIS = 100;

  private final Recorder recorder;
  private final LongSupplier nanoTime;
  private final Runnable idle;
  private final long idleMillis;
  private final HostStatistics statistics = new HostStatistics();
  private final ArrayDeque<TensorWork> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private @Nullable TensorWork current;
  private boolean ended;

  /**
   * A queue whose thread is not begun.
   *
   * @param idle called on the thread when it ends for want of work
   */
  StatisticsThread(Recorder recorder, LongSupplier nanoTime, Runnable idle, long idleMillis) {
    this.recorder = recorder;
    this.nanoTime = nanoTime;
    this.idle = idle;
    this.idleMillis = idleMillis;
  }

  /**
   * Leaves work to the thread.
   *
   * @return false if there is none to do it: the caller has to {@link #help}
   */
  synchronized boolean add(Collection<TensorWork> work) {
    waiting.addAll(work);
    if (ended) {
      return false;
    }
    notifyAll();
    return isAlive() || begin();
  }

  /** Does the work that has waited longest; false if none waits. */
  boolean help(HostStatistics with) {
    return help(with, Long.MAX_VALUE);
  }

  /** Does the work that has waited longest, if it is of {@code lastStep} or before. */
  boolean help(HostStatistics with, long lastStep) {
    TensorWork work = longestWaiting(lastStep);
    if (work == null) {
      return false;
    }
    work.run(with, nanoTime);
    return true;
  }

  private synchronized @Nullable TensorWork longestWaiting(long lastStep) {
    TensorWork first = waiting.peek();
    return first == null || first.step() > lastStep ? null : waiting.remove();
  }

  /** Waits until the thread is done with the work that it is at; false if it is at none. */
  synchronized boolean await() {
    TensorWork before = current;
    if (before == null) {
      return false;
    }
    boolean interrupted = false;
    while (before == current && isAlive()) {
      try {
        wait(DEATH_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true; // Meant for the training: it gets it when this is over.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return before != current;
  }

  /** Does all work that waits, and waits for that which the thread is at; then there is none. */
  void finish(HostStatistics with) {
    while (help(with)) {
      // The thread does the same meanwhile.
    }
    await();
  }

  /** Ends the thread when no work waits. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  private boolean isAlive() {
    return thread != null && thread.isAlive();
  }

  private boolean begin() {
    current = null;
    Thread begun = new Thread(null, this::work, NAME, 0, false);
    begun.setDaemon(true);
    begun.setPriority(Thread.MIN_PRIORITY);
    try {
      begun.start();
    } catch (OutOfMemoryError e) {
      recorder.failure("starting the thread for statistics", e);
      return false;
    }
    thread = begun;
    return true;
  }

  private void work() {
    for (TensorWork next = next(); next != null; next = next()) {
      next.run(statistics, nanoTime);
    }
    idle.run();
  }

  private synchronized @Nullable TensorWork next() {
    current = null;
    notifyAll();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idleMillis);
    long left = idleMillis;
    while (waiting.isEmpty() && !ended && left > 0) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        break; // Nobody has a reason to; the next work begins another thread.
      }
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    current = waiting.poll();
    if (current == null) {
      thread = null;
    }
    return current;
  }
}
