package io.stepscope.dl4j;

import io.stepscope.training.TrainingSession;

/**
 * Which thread trains a network, and from which step on; of a worker also how the framework's count
 * of its iterations becomes the number of a step. Thread-safe.
 */
final class ThreadSteps {

  private static final long NOBODY = Long.MIN_VALUE;

  private final TrainingSession session;
  private volatile long last = NOBODY;
  private long firstOfLast;
  private long offset;

  ThreadSteps(TrainingSession session) {
    this.session = session;
  }

  /** The calling thread begins a step. */
  synchronized void beginsHere() {
    long thread = Thread.currentThread().getId();
    if (last != thread) {
      firstOfLast = session.step();
      last = thread;
    }
  }

  /** Whether {@code thread} was the last that trained the network. */
  boolean isUsedBy(Thread thread) {
    return last == thread.getId();
  }

  /** The first step that {@code thread} trained the network in, or is about to. */
  synchronized long firstOn(Thread thread) {
    return last == thread.getId() ? firstOfLast : session.step();
  }

  /** From now on the step of {@code network} that comes next has the number {@code first}. */
  synchronized void count(Network network, long first) {
    offset = first - network.iteration();
  }

  /** A worker's step has the number that the model's step has in the same round. */
  synchronized void keepInStep(Network network) {
    session.skipTo(offset + network.iteration());
  }
}
