package io.stepscope.djl;

import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDArray;
import ai.djl.training.Trainer;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;

/**
 * Tells the phases of a step apart as far as a listener can: backward lies between the loss and the
 * next callback. Where forward began is not to be seen, unless the trainer has {@link Metrics},
 * which say how long it took; what is left before it was waiting for data. On devices it is never
 * seen.
 */
final class PhaseClock {

  private static final String FORWARD = "forward";

  /** Stands for a time that is not known. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private final Trainer trainer;
  private final TrainingSession session;
  private final TrainedDevices devices;
  private long stepBegan = UNKNOWN;
  private long forwardEnded;
  private long lossEvaluated;
  private int losses;

  PhaseClock(Trainer trainer, TrainingSession session, TrainedDevices devices) {
    this.trainer = trainer;
    this.session = session;
    this.devices = devices;
  }

  /** The predictions are there. */
  void evaluating() {
    forwardEnded = System.nanoTime();
  }

  /** The loss is there, or will be; backward comes next. */
  void evaluated(NDArray loss) {
    Metrics metrics = trainer.getMetrics();
    if (metrics != null && metrics.hasMetric(FORWARD)) {
      long forward = metrics.latestMetric(FORWARD).getValue().longValue();
      session.phase(Phase.FORWARD, forward);
      if (stepBegan != UNKNOWN) {
        session.phase(Phase.DATA, Math.max(0, forwardEnded - forward - stepBegan));
      }
    }
    stepBegan = UNKNOWN; // What follows within the step is not waiting for the first batch.
    losses++;
    devices.begin(devices.of(loss), Phase.BACKWARD);
    lossEvaluated = System.nanoTime();
  }

  /** Backward is over. Of several calls since the last time only the last could be told. */
  void gradientsReady() {
    if (losses == 1) {
      session.phase(Phase.BACKWARD, System.nanoTime() - lossEvaluated);
      devices.end();
    } else if (losses > 1) {
      devices.lose(Phase.BACKWARD);
    }
    losses = 0;
  }

  /** When the open step began; {@link #UNKNOWN} before the first. */
  long stepBegan() {
    return stepBegan;
  }

  /** The next step began at {@code at}. */
  void stepBegan(long at) {
    stepBegan = at;
  }
}
