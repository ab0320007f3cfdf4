package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import java.util.ArrayDeque;

/**
 * The mean loss over the steps of an epoch, added up in their order whenever each of them is known.
 *
 * <p>Thread-safe.
 */
final class EpochLoss {

  private final ArrayDeque<AwaitedLoss> awaited = new ArrayDeque<>();
  private double sum;
  private long steps;

  /** Adds the loss of a step. */
  synchronized void add(double loss) {
    settle();
    if (awaited.isEmpty()) {
      count(loss);
    } else {
      awaited.add(AwaitedLoss.known(loss));
    }
  }

  /** Adds the loss of a step that devices have still to tell. */
  synchronized void add(AwaitedLoss loss) {
    settle();
    awaited.add(loss);
  }

  private void settle() {
    for (AwaitedLoss first = awaited.peek();
        first != null && first.isSettled();
        first = awaited.peek()) {
      awaited.remove();
      if (first.isTold()) {
        count(first.mean());
      }
    }
  }

  private void count(double loss) {
    sum += loss;
    steps++;
  }

  /** What records the mean at {@code step}; only then nothing more is to be added. */
  Recording recording(Recorder recorder, long step, int epoch) {
    return new Recording(recorder, step, epoch);
  }

  /** Records the mean as soon as all of it is known. */
  final class Recording implements DeviceResults.Result {
    private final Recorder recorder;
    private final long step;
    private final int epoch;

    private Recording(Recorder recorder, long step, int epoch) {
      this.recorder = recorder;
      this.step = step;
      this.epoch = epoch;
    }

    @Override
    public boolean poll() {
      synchronized (EpochLoss.this) {
        settle();
        if (!awaited.isEmpty()) {
          return false;
        }
        double mean = sum / steps;
        if (!Double.isNaN(mean)) { // So it is without steps, too.
          recorder.scalar("train/epoch/loss", step, epoch, mean);
        }
        return true;
      }
    }

    @Override
    public void abandon() {
      // Nothing is held for it.
    }
  }
}
