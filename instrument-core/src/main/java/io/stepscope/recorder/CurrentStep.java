package io.stepscope.recorder;

import io.stepscope.event.Stamp;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The step that the training is in, for what happens without saying its step.
 *
 * <p>A training session tells which step is open, and then nothing else counts. Without one it is
 * the step of the number or time that was recorded last, or the one after a step that was said to
 * be complete. Thread-safe.
 */
final class CurrentStep {

  private final AtomicLong step = new AtomicLong(Stamp.NONE);
  private volatile boolean told;

  /** The step, or {@link Stamp#NONE} before the first. */
  long get() {
    return step.get();
  }

  /** A training session opens a step. */
  void open(long number) {
    told = true;
    step.set(Math.max(number, Stamp.NONE));
  }

  /** A session of one of several workers opens a step; the one that is furthest counts. */
  void openInWorker(long number) {
    told = true;
    step.accumulateAndGet(number, Math::max);
  }

  /** Something of a step was recorded. */
  void seen(long number) {
    if (!told && number >= 0) {
      step.set(number);
    }
  }
}
