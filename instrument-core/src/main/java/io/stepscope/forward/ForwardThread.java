package io.stepscope.forward;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A daemon thread that forwards one run to one tracker until nothing more comes.
 *
 * <p>Looking costs the same for one event as for many, so after it has caught up it rests in
 * proportion to the time that took: forwarding a live run takes about a thousandth of one
 * processor, whatever the machine, and a tracker is at most {@link #LONGEST_REST} behind. A machine
 * so slow that the two contradict each other keeps the second.
 */
final class ForwardThread {
  private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long REST_PER_WORK = 1_000;

  private final Forwarder forwarder;
  private final Consumer<String> say;
  private final Thread thread;

  private final Object monitor = new Object();
  private long asked; // guarded by monitor
  private long answered; // guarded by monitor
  private ForwardStatus status; // guarded by monitor
  private volatile boolean stopping;
  private volatile boolean nudged;
  private volatile boolean urged;

  // Used by the thread alone.
  private long workedNanos;
  private State said = State.FORWARDING;

  ForwardThread(Forwarder forwarder, String run, Consumer<String> say) {
    this.forwarder = forwarder;
    this.say = say;
    status = new ForwardStatus(forwarder.name(), State.FORWARDING, "", forwarder.receipts());
    thread = new Thread(this::forward, "stepscope-" + forwarder.name() + "-" + run);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends a rest, but not the wait before a further attempt. */
  void nudge() {
    nudged = true;
    LockSupport.unpark(thread);
  }

  /**
   * Asks for everything that is there now.
   *
   * @param urgently whether to end the wait before a further attempt
   * @return a ticket for {@link #await}
   */
  long ask(boolean urgently) {
    synchronized (monitor) {
      asked++;
      urged |= urgently;
      nudge();
      return asked;
    }
  }

  /**
   * Waits until all that was there is accounted for, or cannot be.
   *
   * @return whether that came before the deadline
   */
  boolean await(long ticket, long deadlineNanos) throws InterruptedException {
    synchronized (monitor) {
      long left = deadlineNanos - System.nanoTime();
      while (answered < ticket && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(monitor, left);
        left = deadlineNanos - System.nanoTime();
      }
      return answered >= ticket;
    }
  }

  ForwardStatus status() {
    synchronized (monitor) {
      return new ForwardStatus(
          status.tracker(), status.state(), status.reason(), forwarder.receipts());
    }
  }

  /** Asks the thread to end after what it does now. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  /** Waits for the end, and interrupts when it does not come; a tracker may ignore that. */
  void join(long deadlineNanos) throws InterruptedException {
    long left = deadlineNanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.timedJoin(thread, left);
    }
    if (thread.isAlive()) {
      thread.interrupt();
    }
  }

  private void forward() {
    try (forwarder) {
      while (!stopping) {
        long ticket = ticket();
        long began = System.nanoTime();
        Advance advance = forwarder.advance();
        workedNanos += System.nanoTime() - began;
        publish(advance, ticket);
        speak(advance);
        if (advance.state() == State.COMPLETE || advance.state() == State.REFUSED) {
          return;
        }
        rest(advance);
      }
    } catch (Throwable e) {
      // Nobody above could do better, and the training must not hear of it.
      Advance failed = Advance.to(State.REFUSED, "failed with " + TrackerSession.oneLine(e));
      publish(failed, Long.MAX_VALUE);
      speak(failed);
    } finally {
      answer(Long.MAX_VALUE);
    }
  }

  private long ticket() {
    synchronized (monitor) {
      return asked;
    }
  }

  private void publish(Advance advance, long ticket) {
    synchronized (monitor) {
      status =
          new ForwardStatus(
              forwarder.name(), advance.state(), advance.reason(), forwarder.receipts());
      if (status.isSettled()) {
        answer(ticket);
      }
    }
  }

  private void answer(long ticket) {
    synchronized (monitor) {
      answered = Math.max(answered, ticket);
      monitor.notifyAll();
    }
  }

  private void speak(Advance advance) {
    // Each kind of trouble once, until it is over.
    if (advance.state() != said && !advance.reason().isEmpty()) {
      say.accept(forwarder.name() + ": " + sentence(advance));
    }
    said = advance.state();
  }

  private static String sentence(Advance advance) {
    return switch (advance.state()) {
      case RETRYING -> advance.reason() + "; will try again";
      case REFUSED -> advance.reason() + "; the run stays in its folder for sync";
      default -> advance.reason();
    };
  }

  private void rest(Advance advance) {
    switch (advance.state()) {
      case RETRYING -> park(advance.pause().toNanos(), true);
      case UP_TO_DATE, HELD_ELSEWHERE -> {
        long due = workedNanos * REST_PER_WORK;
        workedNanos = 0;
        park(Math.max(SHORTEST_REST, Math.min(due, LONGEST_REST)), false);
      }
      default -> {
        // There may be more.
      }
    }
  }

  private void park(long nanos, boolean beforeRetry) {
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && !stopping && !urged && (beforeRetry || !nudged)) {
      LockSupport.parkNanos(this, left);
      left = Thread.interrupted() ? 0 : end - System.nanoTime();
    }
    nudged = false;
    urged = false;
  }
}
