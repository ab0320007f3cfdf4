package io.stepscope.training;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Pending;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tensors of one look that a device counts, all in one go. */
final class DeviceCount implements DeviceResults.Result {

  private final List<DeviceWork> works;
  private final Pending<List<Histogram>> pending;
  private final LongSupplier nanoTime;

  /**
   * Awaits a count.
   *
   * @param works what is counted, in the order of the results; of one look
   */
  DeviceCount(List<DeviceWork> works, Pending<List<Histogram>> pending, LongSupplier nanoTime) {
    this.works = List.copyOf(works);
    this.pending = pending;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean poll() {
    long from = nanoTime.getAsLong();
    Optional<List<Histogram>> result = pending.poll();
    if (result.isEmpty()) {
      return false;
    }
    List<Histogram> histograms = result.get();
    if (histograms.size() != works.size()) {
      throw new IllegalStateException(
          histograms.size() + " histograms of " + works.size() + " tensors");
    }
    pending.close();
    for (int i = 0; i < works.size(); i++) {
      works.get(i).record(histograms.get(i), true);
    }
    works.get(0).look().took(nanoTime.getAsLong() - from);
    did();
    return true;
  }

  @Override
  public void abandon() {
    pending.close();
    did();
  }

  private void did() {
    works.forEach(work -> work.look().did());
  }
}
