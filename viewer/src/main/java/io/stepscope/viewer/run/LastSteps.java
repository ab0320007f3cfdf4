package io.stepscope.viewer.run;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.MachineSeries;
import io.stepscope.event.Stamp;
import io.stepscope.journal.JournalHandler;
import org.jspecify.annotations.Nullable;

/** How far a run got: its last step, epoch, loss and time. */
final class LastSteps implements JournalHandler {
  /** The weights after the last step carry the number of steps, which is no step of its own. */
  private static final String WEIGHTS = "weights/";

  /** What Stepscope says of itself may be said after the last epoch. */
  private static final String OWN = "stepscope/";

  private static final String LOSS = "train/loss";

  private final MachineSeries machine = new MachineSeries();
  private long lastStep = -1;
  private int lastEpoch = -1;
  private long lastMicros;
  private long lossStep = -1;
  private @Nullable Double loss;

  @Override
  public void scalar(
      String run,
      int rank,
      long sequence,
      long step,
      int epoch,
      long timeMicros,
      String name,
      double value,
      boolean float32) {
    lastMicros = Math.max(lastMicros, timeMicros);
    if (!name.startsWith(WEIGHTS) && !name.startsWith(OWN) && !machine.has(name)) {
      see(step, epoch);
    }
    if (name.equals(LOSS) && step >= lossStep) {
      lossStep = step;
      loss = value;
    }
  }

  @Override
  public void event(Event event) {
    machine.learn(event);
    lastMicros = Math.max(lastMicros, event.stamp().timeMicros());
    if (event.kind() == EventKind.TIMING) {
      see(event.stamp().step(), event.stamp().epoch());
    } else if (event.kind() == EventKind.STEP_COMPLETE) {
      // The last step of an epoch may be completed when the next epoch has begun.
      see(event.stamp().step(), Stamp.NONE);
    }
  }

  private void see(long step, int epoch) {
    lastStep = Math.max(lastStep, step);
    lastEpoch = Math.max(lastEpoch, epoch);
  }

  long steps() {
    return lastStep + 1;
  }

  int epochs() {
    return lastEpoch + 1;
  }

  long lastMicros() {
    return lastMicros;
  }

  @Nullable Double loss() {
    return loss;
  }
}
