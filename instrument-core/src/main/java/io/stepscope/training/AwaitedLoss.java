package io.stepscope.training;

import io.stepscope.recorder.Recorder;
import org.jspecify.annotations.Nullable;

/** The loss of a step of which devices have still to tell something. */
final class AwaitedLoss implements DeviceResults.Result {

  /** Hears of losses as they become known. */
  interface Newest {
    void is(long step, double loss);
  }

  private final StepLoss loss;
  private final Newest newest;
  private final @Nullable Recorder recorder;
  private final long step;
  private final int epoch;
  private double mean;
  private boolean told;
  private volatile boolean settled;

  /**
   * Awaits a loss.
   *
   * @param newest is told what it is
   * @param recorder null if it only counts for the epoch
   */
  AwaitedLoss(StepLoss loss, Newest newest, @Nullable Recorder recorder, long step, int epoch) {
    this.loss = loss;
    this.newest = newest;
    this.recorder = recorder;
    this.step = step;
    this.epoch = epoch;
  }

  /** One that is known already, to be counted after others that are not. */
  static AwaitedLoss known(double mean) {
    AwaitedLoss known = new AwaitedLoss(new StepLoss(), (step, loss) -> {}, null, 0, 0);
    known.settle(mean);
    return known;
  }

  @Override
  public boolean poll() {
    if (!loss.poll()) {
      return false;
    }
    if (recorder != null) {
      loss.record(recorder, step, epoch);
    }
    settle(loss.mean());
    newest.is(step, mean);
    return true;
  }

  @Override
  public void abandon() {
    loss.clear();
    settled = true;
  }

  /** Whether no more will be known of it. */
  boolean isSettled() {
    return settled;
  }

  private void settle(double value) {
    mean = value;
    told = true;
    settled = true;
  }

  /** Whether there is a loss, once it is settled. */
  boolean isTold() {
    return told;
  }

  /** The loss, if it is told. */
  double mean() {
    return mean;
  }
}
