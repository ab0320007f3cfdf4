package io.stepscope.dl4j;

import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;

/**
 * Tells the phases of a step apart by its operations: forward those of the program, backward those
 * that calculate gradients, update what lies between a gradient and the next operation. They
 * alternate within a step, as SameDiff updates each parameter as soon as its gradient is there.
 */
final class SameDiffClock {

  private static final long STOPPED = Long.MIN_VALUE;

  private final TrainingSession session;
  private final TrainedDevice device;
  private Phase phase = Phase.FORWARD;
  private long since = STOPPED;

  SameDiffClock(TrainingSession session, TrainedDevice device) {
    this.session = session;
    this.device = device;
  }

  /** From now on time is spent on {@code next}. */
  void enter(Phase next) {
    long now = System.nanoTime();
    if (phase != next || since == STOPPED) {
      add(now);
      device.begin(next);
      phase = next;
      since = now;
    }
  }

  /** Time is spent on something else than the step. */
  void stop() {
    add(System.nanoTime());
    since = STOPPED;
    device.end();
  }

  /** What was timed in the open step did not happen. */
  void forget() {
    device.restart();
  }

  private void add(long now) {
    if (since != STOPPED) {
      session.phase(phase, now - since);
    }
  }
}
