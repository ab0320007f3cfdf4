package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * While a thread captures in the mode in which nothing unsafe may be called anywhere, another has
 * memory allocated, a kernel loaded, and all freed: the capture is still valid.
 */
final class RealGpuCapture {
  private static final int GLOBAL = 0; // CU_STREAM_CAPTURE_MODE_GLOBAL

  private RealGpuCapture() {}

  static void check(RealGpu gpu) throws Exception {
    long[] stream = new long[1];
    RealGpu.check(gpu.calls.createStream(stream));
    @Nullable Object[] context = new Object[1];
    RealGpu.check(gpu.calls.current(context));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    FutureTask<Integer> capture =
        new FutureTask<>(
            () -> {
              RealGpu.check(gpu.calls.setCurrent(context[0]));
              Pointer captured = new Pointer(stream[0]);
              RealGpu.check(call("cuStreamBeginCapture_v2", captured, GLOBAL));
              begun.countDown();
              freed.await();
              PointerByReference graph = new PointerByReference();
              int code = call("cuStreamEndCapture", captured, graph);
              return code == 0 ? call("cuGraphDestroy", graph.getValue()) : code;
            });
    new Thread(capture).start();
    begun.await();
    try {
      loadAndFree(gpu);
    } finally {
      freed.countDown();
    }
    assertThat(capture.get()).as("the end of the capture").isZero();
    RealGpu.check(gpu.calls.destroyStream(stream[0]));
    System.out.println("capture: not spoilt by loading and freeing");
  }

  private static int call(String function, Object... arguments) {
    return NativeLibrary.getInstance("libcuda.so.1").getFunction(function).invokeInt(arguments);
  }

  private static void loadAndFree(RealGpu gpu) {
    NvidiaProvider provider = new NvidiaProvider();
    assertThat(provider.availability().available()).isTrue();
    TensorStatistics statistics = provider.devices().get(0).tensorStatistics().orElseThrow();
    try {
      RealGpu.until(
          () -> {
            try (Pending<List<Histogram>> nothing = statistics.count(gpu.stream, List.of())) {
              return true;
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageEndingWith("is not ready");
              return false;
            }
          });
    } finally {
      provider.close();
      RealGpu.until(StubDevice::isQuiet);
    }
  }
}
