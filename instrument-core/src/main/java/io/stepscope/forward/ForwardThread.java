package io.stepscope.forward;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A daemon thread that forwards one run to one tracker until nothing more comes.
 *
 * <p>Looking costs the same for one event as for many, so after it has caught up it rests in
 * proportion to the time that took: forwarding a live run takes about a thousandth of one
 * processor, whatever the machine, and a tracker is at most {@link #LONGEST_REST} or its own
 * interval behind. A machine so slow that the two contradict each other keeps the second.
 */
final class ForwardThread {
  private static final long SHORTEST_REST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long REST_PER_WORK = 1_000;
  private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(15);

  private final Forwarder forwarder;
  private final Consumer<String> say;
  private final Thread thread;
  private final Tickets tickets = new Tickets();

  private volatile ForwardStatus status;
  private volatile boolean stopping;
  private volatile boolean nudged;
  private volatile boolean urged;

  // Used by the thread alone.
  private long workedNanos;
  private long aliveNanos = System.nanoTime();
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

  /**
   * Asks for everything that is there now.
   *
   * @param urgently whether to end the wait before a further attempt, and to be answered when the
   *     tracker is down
   * @return a ticket for {@link #await}
   */
  long ask(boolean urgently) {
    long ticket = tickets.ask(urgently);
    urged |= urgently;
    nudged = true;
    LockSupport.unpark(thread);
    return ticket;
  }

  /**
   * Waits until all that was there is accounted for, or cannot be.
   *
   * @return whether that came before the deadline
   */
  boolean await(long ticket, long deadlineNanos) throws InterruptedException {
    return tickets.await(ticket, deadlineNanos);
  }

  ForwardStatus status() {
    ForwardStatus now = status;
    return new ForwardStatus(now.tracker(), now.state(), now.reason(), forwarder.receipts());
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
        long ticket = tickets.latest();
        long began = System.nanoTime();
        Advance advance = forwarder.advance(tickets.isUrgent());
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
      tickets.answer(Long.MAX_VALUE);
    }
  }

  private void publish(Advance advance, long ticket) {
    ForwardStatus now =
        new ForwardStatus(
            forwarder.name(), advance.state(), advance.reason(), forwarder.receipts());
    status = now;
    if (now.isSettled()) {
      tickets.answer(ticket);
    } else if (advance.state() == State.RETRYING && advance.idle()) {
      tickets.giveUp(ticket);
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
        keepAlive(advance.state());
        park(restNanos(), false);
      }
      default -> {
        aliveNanos = System.nanoTime();
        if (advance.idle() && !tickets.isAnyoneWaiting()) {
          park(Math.max(restNanos(), forwarder.interval().toNanos()), false);
        }
      }
    }
  }

  private long restNanos() {
    long due = workedNanos * REST_PER_WORK;
    workedNanos = 0;
    return Math.max(SHORTEST_REST, Math.min(due, LONGEST_REST));
  }

  private void keepAlive(State state) {
    if (state == State.UP_TO_DATE && System.nanoTime() - aliveNanos > KEEP_ALIVE) {
      aliveNanos = System.nanoTime();
      forwarder.keepAlive();
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
