package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The first device of the stub of libcuda, with a kernel that the processor runs, seen from a
 * thread that has its context, as the thread of a training has. Its memory is that of this process.
 */
final class StubDevice implements AutoCloseable {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(120);

  final StubLibrary cuda;
  final CudaCalls calls;
  final NvidiaProvider provider;
  private String kernel;
  private final @Nullable Object[] context = new Object[1];
  private final List<Long> allocated = new ArrayList<>();

  private StubDevice(String library, String kernel) throws Exception {
    this.kernel = kernel;
    cuda = CudaStub.script(script());
    provider =
        new NvidiaProvider(
            new NvidiaProvider.Names(
                "libstepscope-no-such.so.1", library.isEmpty() ? cuda.path() : library),
            null);
    assertThat(provider.availability().available()).isTrue();
    calls = JCudaLibrary.load();
    calls.retainPrimaryContext(0, context);
    calls.setCurrent(context[0]);
    cuda.forgetCalls();
  }

  /** A device that does all it should. */
  static StubDevice open() throws Exception {
    return new StubDevice("", "kernel " + StubCompiler.kernel());
  }

  /** The same, where functions are looked for in another libcuda. */
  static StubDevice openAsOf(StubLibrary library) throws Exception {
    return new StubDevice(library.path(), "kernel " + StubCompiler.kernel());
  }

  private String[] script(String... lines) {
    List<String> all = new ArrayList<>(List.of("devices 2", kernel));
    all.addAll(List.of(lines));
    return all.toArray(String[]::new);
  }

  /** Has it answer as these lines say from now on. */
  void answer(String... lines) throws IOException {
    cuda.script(script(lines));
  }

  /** Has kernels do nothing from now on, which takes no time. */
  void answerWithoutKernel(String... lines) throws IOException {
    kernel = "no kernel";
    answer(lines);
  }

  Accelerator accelerator() {
    return provider.devices().get(0);
  }

  /** Statistics that are ready, or refused for good. */
  TensorStatistics statistics() throws Exception {
    TensorStatistics statistics = accelerator().tensorStatistics().orElseThrow();
    until(
        () -> {
          try (Pending<List<Histogram>> nothing = statistics.count(0, List.of())) {
            return true;
          } catch (IllegalStateException e) {
            return !String.valueOf(e.getMessage()).endsWith("is not ready");
          }
        });
    return statistics;
  }

  /** The same of copies. */
  DeviceMemory memory() throws Exception {
    DeviceMemory memory = accelerator().memory().orElseThrow();
    long somewhere = put(new byte[1]);
    until(
        () -> {
          try (Pending<?> one = memory.copy(0, somewhere, 1, 1, 1)) {
            return true;
          } catch (IllegalStateException e) {
            return !String.valueOf(e.getMessage()).endsWith("is not ready");
          }
        });
    return memory;
  }

  /** Where these bytes lie on the device. */
  long put(byte[] bytes) {
    return put(bytes, 0);
  }

  /** The same, so many bytes behind the begin of an allocation that ends with them. */
  long put(byte[] bytes, int offset) {
    long[] address = new long[1];
    assertThat(calls.allocate(address, Math.max(1, offset + bytes.length))).isZero();
    allocated.add(address[0]);
    new Pointer(address[0]).write(offset, bytes, 0, bytes.length);
    return address[0] + offset;
  }

  /** These tensors, on the device. */
  List<Tensor> put(List<HostTensor> tensors) {
    List<Tensor> there = new ArrayList<>();
    for (HostTensor tensor : tensors) {
      int size = WorkList.size(tensor.tensor().element());
      there.add(tensor.at(put(tensor.bytes(), there.size() % 7 * size)));
    }
    return there;
  }

  /** What is found when the device is done. */
  static <T> T result(Pending<T> pending) throws Exception {
    until(() -> pending.poll().isPresent());
    return pending.poll().orElseThrow();
  }

  static void until(Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      assertThat(System.nanoTime() - start).as("waited").isLessThan(LONGEST_NANOS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  static void until(String what, BooleanSupplier condition) throws Exception {
    until(condition::getAsBoolean);
    assertThat(condition.getAsBoolean()).as(what).isTrue();
  }

  /** Calls of this function since the last {@link StubLibrary#forgetCalls}. */
  long count(String function) throws IOException {
    return functions().stream().filter(function::equals).count();
  }

  List<String> functions() throws IOException {
    return cuda.calls().stream().map(StubLibrary.Call::function).toList();
  }

  /** Whether nothing is prepared or freed in the background. */
  static boolean isQuiet() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals("stepscope-gpu"));
  }

  @Override
  public void close() throws Exception {
    answer();
    provider.close();
    until("all is freed", StubDevice::isQuiet);
    allocated.forEach(calls::free);
    calls.setCurrent(null);
    int code = 0;
    while (code == 0) { // More than once where something was lost for which a context is kept.
      code = calls.releasePrimaryContext(0);
    }
  }
}
