package io.stepscope.probe.nvidia;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of {@code histogram.cu}, loaded into a context. Nothing it does waits for the device,
 * but loading and unloading may. Thread-safe.
 */
final class HistogramKernel {
  private static final String NAME = "stepscope_histogram";

  /** Of a block, as in the kernel. */
  private static final int THREADS = 256;

  final CudaBuffers buffers;
  private final CudaCalls calls;
  private final Object module;
  private final Object function;

  private HistogramKernel(CudaBuffers buffers, Object module, Object function) {
    this.buffers = buffers;
    this.calls = buffers.calls;
    this.module = module;
    this.function = function;
  }

  /**
   * Has the driver compile it.
   *
   * @param buffers with memory of the device
   */
  static HistogramKernel load(CudaBuffers buffers) throws UnavailableException {
    String ptx = ptx();
    return buffers.context.ask(
        () -> {
          @Nullable Object[] to = new Object[1];
          CudaContext.check("cuModuleLoadDataEx", buffers.calls.loadModule(to, ptx));
          Object module = Objects.requireNonNull(to[0]);
          int code = buffers.calls.function(to, module, NAME);
          if (code != 0) {
            buffers.calls.unloadModule(module);
          }
          CudaContext.check("cuModuleGetFunction", code);
          return new HistogramKernel(buffers, module, Objects.requireNonNull(to[0]));
        });
  }

  private static String ptx() throws UnavailableException {
    try (InputStream in = HistogramKernel.class.getResourceAsStream("histogram.ptx")) {
      if (in == null) {
        throw new UnavailableException("the kernel is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UnavailableException("the kernel cannot be read: " + e);
    }
  }

  /**
   * Begins to count, behind what the stream has to do.
   *
   * @throws IllegalStateException if a tensor does not lie on the device, or too much is pending
   */
  Pending<List<Histogram>> count(long stream, List<Tensor> tensors) throws UnavailableException {
    return buffers.context.ask(() -> begin(stream, tensors));
  }

  private Pending<List<Histogram>> begin(long stream, List<Tensor> tensors)
      throws UnavailableException {
    buffers.checkOpen(stream);
    DeviceRanges ranges = new DeviceRanges(calls, buffers.context.device());
    for (Tensor tensor : tensors) {
      int size = WorkList.size(tensor.element());
      if (tensor.count() < 0 || tensor.count() > Long.MAX_VALUE / size) {
        throw new IllegalStateException("a tensor of " + tensor.count() + " elements");
      }
      if (tensor.count() > 0) {
        ranges.check(tensor.address(), tensor.count() * size, size);
      }
    }
    WorkList list = new WorkList(tensors);
    if (list.pieces == 0) {
      return new Done<>(tensors.stream().map(tensor -> Histogram.empty()).toList());
    }
    CudaBuffers.Region region = buffers.take(list.bytes());
    list.write(region.bytes());
    try {
      region.use(stream, () -> give(stream, list, region));
    } catch (UnavailableException e) {
      region.giveUp();
      throw e;
    }
    return new CudaPending<>(region, bytes -> CountedBins.read(list, bytes));
  }

  private void give(long stream, WorkList list, CudaBuffers.Region region)
      throws UnavailableException {
    long found = list.listBytes();
    long foundBytes = list.bytes() - found;
    long there = region.onDevice();
    CudaContext.check(
        "cuMemcpyHtoDAsync", calls.copyToDevice(there, region.onHost(), found, stream));
    CudaContext.check("cuMemsetD8Async", calls.fill(there + found, (byte) 0, foundBytes, stream));
    long bins = there + list.binsOffset();
    CudaContext.check(
        "cuLaunchKernel",
        calls.launch(function, list.pieces, THREADS, stream, there, there + found, bins));
    CudaContext.check(
        "cuMemcpyDtoHAsync",
        calls.copyToHost(region.onHost() + found, there + found, foundBytes, stream));
  }

  void unload() throws UnavailableException {
    buffers.context.run(() -> calls.unloadModule(module));
  }

  /** What needs no device. */
  private record Done<T>(T result) implements Pending<T> {
    @Override
    public Optional<T> poll() {
      return Optional.of(result);
    }

    @Override
    public void close() {}
  }
}
