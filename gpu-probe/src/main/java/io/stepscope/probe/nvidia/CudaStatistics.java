package io.stepscope.probe.nvidia;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import java.util.List;

/**
 * Counts tensors on a device by the kernel of {@code histogram.cu}, and only after the device has
 * shown that it counts as the host does. Until then every tensor is refused. Thread-safe.
 */
final class CudaStatistics implements TensorStatistics {
  private final CudaTransfers transfers;

  CudaStatistics(CudaTransfers transfers) {
    this.transfers = transfers;
  }

  @Override
  public Pending<List<Histogram>> count(long stream, List<Tensor> tensors) {
    try {
      return transfers.kernel().count(stream, tensors);
    } catch (UnavailableException e) {
      throw transfers.failed(e);
    }
  }
}
