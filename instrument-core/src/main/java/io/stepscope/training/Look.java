package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was seen of the tensors of one step, from the first of them until all their statistics are
 * recorded. Only then is the step complete.
 *
 * <p>Begun and ended by the training; its pieces of work may be done by any thread.
 */
final class Look {

  private final Recorder recorder;
  private final StepCompletions completions;
  private final long step;
  private final int epoch;
  private final List<Normed> gradients = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  /** Pieces of work that are not done; one more until the step has ended. */
  private final AtomicInteger unfinished = new AtomicInteger(1);

  private volatile boolean finished;
  private volatile boolean saw;

  Look(Recorder recorder, StepCompletions completions, long step, int epoch) {
    this.recorder = recorder;
    this.completions = completions;
    this.step = step;
    this.epoch = epoch;
  }

  Recorder recorder() {
    return recorder;
  }

  long step() {
    return step;
  }

  int epoch() {
    return epoch;
  }

  /** Takes note of a piece of work that will be done. */
  void begins() {
    unfinished.incrementAndGet();
  }

  /** Takes note of a gradient that will be counted, as a part of the norm of all. */
  void begins(Normed gradient) {
    begins();
    gradients.add(gradient);
  }

  /** A piece of work is done. */
  void did() {
    if (unfinished.decrementAndGet() == 0) {
      finish();
    }
  }

  /** Takes note that something was looked at, and not only tried in vain. */
  void saw() {
    saw = true;
  }

  /** Whether anything was: else what it took is no price of a look. */
  boolean isSeeing() {
    return saw;
  }

  /** Adds processor time that the look took on any thread. */
  void took(long time) {
    nanos.addAndGet(time);
  }

  /** Processor time so far, in nanoseconds, as far as clocks tell. */
  long nanos() {
    return nanos.get();
  }

  /** The step has ended: no more work begins. */
  void ended() {
    did();
  }

  /** Whether all is recorded. */
  boolean isFinished() {
    return finished;
  }

  private void finish() {
    recordNorm();
    finished = true;
    completions.advance();
  }

  /** Adds up in the order of the gradients: whoever counted them, the sum is the same. */
  private void recordNorm() {
    double squares = 0;
    boolean any = false;
    for (Normed gradient : gradients) {
      if (!gradient.isCounted() && gradient.isNeeded()) {
        return; // Only a part of its elements is known.
      }
      squares += gradient.norm() * gradient.norm();
      any |= gradient.isCounted();
    }
    if (any) {
      recorder.scalar("gradients/norm", step, epoch, Math.sqrt(squares));
    }
  }
}
