package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.training.HostStatistics.Change;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a step changed a part of the elements of weights that lie on a device and, where the device
 * did not count all of them, their distribution.
 */
final class SampledWeights implements DeviceResults.Result {

  private final DeviceWork work;
  private final boolean counted;
  private final TensorSample before;
  private final @Nullable TensorSample after;
  private final HostStatistics statistics;
  private final LongSupplier nanoTime;

  /**
   * Awaits samples.
   *
   * @param counted whether the distribution of the weights comes from elsewhere
   * @param after null if the step did not change them
   * @param statistics shared with other results, and locked while it counts
   */
  SampledWeights(
      DeviceWork work,
      boolean counted,
      TensorSample before,
      @Nullable TensorSample after,
      HostStatistics statistics,
      LongSupplier nanoTime) {
    this.work = work;
    this.counted = counted;
    this.before = before;
    this.after = after;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean poll() {
    long from = nanoTime.getAsLong();
    if (!before.isThere() || !(after == null || after.isThere())) {
      return false;
    }
    if (after == null) {
      recordWeights(counted(before));
    } else {
      Change change = change(before, after);
      recordWeights(change.before());
      recordUpdate(change);
    }
    work.look().took(nanoTime.getAsLong() - from);
    abandon();
    return true;
  }

  private Histogram counted(TensorSample sample) {
    synchronized (statistics) {
      return statistics.of(sample.elements());
    }
  }

  private Change change(TensorSample from, TensorSample to) {
    synchronized (statistics) {
      return statistics.change(from.elements(), to.elements());
    }
  }

  private void recordWeights(Histogram weights) {
    if (!counted) {
      work.record(weights, before.isWhole());
    }
  }

  private void recordUpdate(Change change) {
    Look look = work.look();
    TensorSeries series = work.series();
    look.recorder().histogram(series.updates(), look.step(), look.epoch(), change.update());
    double norm = HostStatistics.norm(change.before());
    if (norm != 0) {
      double ratio = HostStatistics.norm(change.update()) / norm;
      look.recorder().scalar(series.updateRatio(), look.step(), look.epoch(), ratio);
    }
  }

  @Override
  public void abandon() {
    before.close();
    if (after != null) {
      after.close();
    }
    work.look().did();
  }
}
