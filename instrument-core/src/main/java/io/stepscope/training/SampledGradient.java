package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The distribution of a part of a gradient's elements, summed over the devices that hold a part of
 * the sum.
 */
final class SampledGradient implements DeviceResults.Result {

  private final DeviceWork work;
  private final List<TensorSample> samples;
  private final HostStatistics statistics;
  private final LongSupplier nanoTime;

  /**
   * Awaits samples.
   *
   * @param statistics shared with other results, and locked while it counts
   */
  SampledGradient(
      DeviceWork work,
      List<TensorSample> samples,
      HostStatistics statistics,
      LongSupplier nanoTime) {
    this.work = work;
    this.samples = samples;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean poll() {
    long from = nanoTime.getAsLong();
    for (TensorSample sample : samples) {
      if (!sample.isThere()) {
        return false;
      }
    }
    List<Elements> parts = samples.stream().map(TensorSample::elements).toList();
    Histogram histogram;
    synchronized (statistics) {
      histogram = statistics.sum(parts);
    }
    work.record(histogram, samples.get(0).isWhole());
    work.look().took(nanoTime.getAsLong() - from);
    abandon();
    return true;
  }

  @Override
  public void abandon() {
    samples.forEach(TensorSample::close);
    work.look().did();
  }
}
