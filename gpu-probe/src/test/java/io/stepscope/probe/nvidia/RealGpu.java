package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first NVIDIA GPU of this machine, in whose primary context the calling thread is, as the
 * thread of a training is; with a stream of its own.
 */
final class RealGpu implements AutoCloseable {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int NOT_READY = 600;

  final CudaCalls calls;
  final Accelerator accelerator;
  private final long own;

  /** The one that checks use now. */
  long stream;

  private final NvidiaProvider provider;
  private final List<Long> allocated = new ArrayList<>();
  private final List<Long> allocatedHere = new ArrayList<>();

  private RealGpu(NvidiaProvider provider) throws Exception {
    this.provider = provider;
    accelerator = provider.devices().get(0);
    calls = JCudaLibrary.load();
    @Nullable Object[] context = new Object[1];
    check(calls.retainPrimaryContext(0, context));
    check(calls.setCurrent(context[0]));
    long[] made = new long[1];
    check(calls.createStream(made));
    own = made[0];
    stream = own;
  }

  /** Why there is none here; empty if there is. */
  static Optional<String> missing() {
    NvidiaProvider provider = new NvidiaProvider();
    try {
      if (!provider.availability().available()) {
        return Optional.of("no NVIDIA GPU here: " + provider.availability().reason());
      }
      return provider.devices().get(0).timer().isPresent()
          ? Optional.empty()
          : Optional.of("CUDA cannot be asked here: " + provider.devices().get(0).info().facts());
    } finally {
      provider.close();
    }
  }

  static RealGpu open() throws Exception {
    NvidiaProvider provider = new NvidiaProvider();
    assertThat(provider.availability().available()).isTrue();
    return new RealGpu(provider);
  }

  static void check(int code) {
    assertThat(code).as("CUDA's code").isZero();
  }

  /** Statistics that are ready, which fails if the device was refused. */
  TensorStatistics statistics() {
    TensorStatistics statistics = accelerator.tensorStatistics().orElseThrow();
    until(
        () -> {
          try (Pending<List<Histogram>> nothing = statistics.count(stream, List.of())) {
            return true;
          } catch (IllegalStateException e) {
            assertThat(e).hasMessageEndingWith("is not ready");
            return false;
          }
        });
    return statistics;
  }

  long allocate(long bytes) {
    long[] address = new long[1];
    check(calls.allocate(address, bytes));
    allocated.add(address[0]);
    return address[0];
  }

  /** Memory of the host that copies need. */
  long allocateHere(long bytes) {
    long[] address = new long[1];
    check(calls.allocateHost(address, bytes));
    allocatedHere.add(address[0]);
    return address[0];
  }

  /** Where these bytes lie on the device, so far behind the begin of their memory. */
  long put(byte[] bytes, int offset) {
    long to = allocate(bytes.length + offset + 1L) + offset;
    long from = allocateHere(bytes.length + 1L);
    new Pointer(from).write(0, bytes, 0, bytes.length);
    if (bytes.length > 0) {
      check(calls.copyToDevice(to, from, bytes.length, stream));
    }
    finish();
    return to;
  }

  List<Tensor> put(List<HostTensor> tensors) {
    List<Tensor> there = new ArrayList<>();
    for (HostTensor tensor : tensors) {
      int size = WorkList.size(tensor.tensor().element());
      there.add(tensor.at(put(tensor.bytes(), there.size() % 8 * size)));
    }
    return there;
  }

  /** Gives the stream a plain copy from device to device. */
  void copy(long to, long from, long bytes) {
    Object[] arguments = {to, from, bytes, stream == 0 ? Pointer.NULL : new Pointer(stream)};
    check(
        NativeLibrary.getInstance("libcuda.so.1")
            .getFunction("cuMemcpyDtoDAsync_v2")
            .invokeInt(arguments));
  }

  /** An event of CUDA's with a time, recorded now. */
  Object event() {
    @Nullable Object[] event = new Object[1];
    check(calls.createEvent(event, 0));
    Object made = Objects.requireNonNull(event[0]);
    check(calls.record(made, stream));
    return made;
  }

  /** Milliseconds between two events, which are given back. */
  double millis(Object from, Object to) {
    until(() -> isDone(to));
    float[] millis = new float[1];
    check(calls.elapsed(millis, from, to));
    check(calls.destroyEvent(from));
    check(calls.destroyEvent(to));
    return millis[0];
  }

  private boolean isDone(Object event) {
    int code = calls.query(event);
    assertThat(code).isIn(0, NOT_READY);
    return code == 0;
  }

  /** Does something with a stream of its own, and again with CUDA's default one. */
  void onEachStream(Consumer<RealGpu> check) {
    check.accept(this);
    stream = 0;
    try {
      check.accept(this);
    } finally {
      stream = own;
    }
  }

  /**
   * Gives the stream milliseconds of work. An event that is recorded on an idle stream is reached
   * at once, and what the host does next would be in the span.
   */
  void keepBusy(long to, long from) {
    for (int i = 0; i < 64; i++) {
      copy(to, from, 256 << 20);
    }
  }

  /** Waits until the stream is done. */
  void finish() {
    Object event = event();
    until(() -> isDone(event));
    check(calls.destroyEvent(event));
  }

  List<Histogram> result(Pending<List<Histogram>> pending) {
    until(() -> pending.poll().isPresent());
    return pending.poll().orElseThrow();
  }

  interface Condition {
    boolean isMet();
  }

  static void until(Condition condition) {
    long start = System.nanoTime();
    while (!condition.isMet()) {
      assertThat(System.nanoTime() - start).as("waited").isLessThan(LONGEST_NANOS);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
    }
  }

  /** Frees what a check has allocated. */
  void free() {
    finish();
    allocated.forEach(address -> check(calls.free(address)));
    allocatedHere.forEach(address -> check(calls.freeHost(address)));
    allocated.clear();
    allocatedHere.clear();
  }

  @Override
  public void close() {
    free();
    check(calls.destroyStream(own));
    provider.close();
    until(StubDevice::isQuiet);
    calls.setCurrent(null);
    calls.releasePrimaryContext(0);
  }
}
