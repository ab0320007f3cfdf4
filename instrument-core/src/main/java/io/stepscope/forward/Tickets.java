package io.stepscope.forward;

import java.util.concurrent.TimeUnit;

/** Who waits for a forwarding thread to have done what there is to do now. Thread-safe. */
final class Tickets {
  private long asked;
  private long urgent;
  private long answered;

  /**
   * @param urgently whether to be answered, too, when all there is cannot be done for the moment
   * @return a ticket for {@link #await}
   */
  synchronized long ask(boolean urgently) {
    asked++;
    if (urgently) {
      urgent = asked;
    }
    return asked;
  }

  /** The latest ticket; what is done from here on answers it. */
  synchronized long latest() {
    return asked;
  }

  synchronized boolean isAnyoneWaiting() {
    return asked > answered;
  }

  synchronized boolean isUrgent() {
    return urgent > answered;
  }

  /** All that was there when {@code ticket} was asked is done. */
  synchronized void answer(long ticket) {
    answered = Math.max(answered, ticket);
    notifyAll();
  }

  /** Nothing can be done for the moment; answers those in a hurry. */
  synchronized void giveUp(long ticket) {
    answer(Math.min(ticket, urgent));
  }

  /**
   * Waits for an answer.
   *
   * @return whether it came before the deadline
   */
  synchronized boolean await(long ticket, long deadlineNanos) throws InterruptedException {
    long left = deadlineNanos - System.nanoTime();
    while (answered < ticket && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadlineNanos - System.nanoTime();
    }
    return answered >= ticket;
  }
}
