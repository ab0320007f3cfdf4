package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.histogram.Histogram;
import io.stepscope.probe.Pending;
import io.stepscope.probe.TensorStatistics;
import io.stepscope.probe.TensorStatistics.Element;
import io.stepscope.probe.TensorStatistics.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics on a device, by JCuda's real binding and the kernel, against a stub of libcuda. */
class CudaStatisticsTest {
  private static final long STREAM = 7;

  private StubDevice device;

  @BeforeEach
  void open() throws Exception {
    device = StubDevice.open();
  }

  @AfterEach
  void close() throws Exception {
    device.close();
  }

  @Test
  void histogramsAreThoseOfTheHost() throws Exception {
    TensorStatistics statistics = device.statistics();
    device.cuda.forgetCalls();
    List<HostTensor> tensors = mixed();

    try (Pending<List<Histogram>> pending = statistics.count(STREAM, device.put(tensors))) {
      check(tensors, StubDevice.result(pending));
    }

    assertThat(device.cuda.calls())
        .filteredOn(call -> call.function().matches("cuMemcpy.*|cuMemset.*|cuLaunch.*|cuEventR.*"))
        .extracting(call -> call.function() + " " + call.argument())
        .containsExactly(
            "cuMemcpyHtoDAsync_v2 7",
            "cuMemsetD8Async 7",
            "cuLaunchKernel 7",
            "cuMemcpyDtoHAsync_v2 7",
            "cuEventRecord 7");
  }

  @Test
  void nothingIsCountedBeforeTheDeviceHasCountedAsTheHostDoes() throws Exception {
    device.answer("hold 1");
    TensorStatistics statistics = device.accelerator().tensorStatistics().orElseThrow();
    List<Tensor> tensors = device.put(mixed());
    device.cuda.forgetCalls();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> statistics.count(STREAM, tensors))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the kernel is not ready");
    }
    StubDevice.until(() -> device.count("cuEventQuery") > 3);
    assertThatThrownBy(() -> statistics.count(STREAM, tensors))
        .hasMessage("the kernel is not ready");
    device.answer();

    try (Pending<List<Histogram>> pending = device.statistics().count(STREAM, tensors)) {
      assertThat(StubDevice.result(pending)).hasSameSizeAs(tensors);
    }
    long caller = device.cuda.calls().get(0).thread();
    assertThat(device.cuda.calls())
        .filteredOn(call -> call.thread() != caller)
        .extracting(call -> call.function() + " " + call.argument())
        .as("none of it in the training's thread, and once")
        .containsOnlyOnce(
            "cuMemHostAlloc " + CudaBuffers.BYTES,
            "cuMemAlloc_v2 " + CudaBuffers.BYTES,
            "cuModuleLoadDataEx -1",
            "cuStreamCreate 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spoil 1", "none"})
  void aDeviceThatCountsDifferentlyIsRefusedForGood(String fault) throws Exception {
    if (fault.equals("none")) {
      device.answerWithoutKernel();
    } else {
      device.answer(fault);
    }
    TensorStatistics statistics = device.statistics();
    String reason =
        fault.equals("none")
            ? "the device counted 0 of 40003 values"
            : "the device counts FLOAT32 differently than the host";

    assertThatThrownBy(() -> statistics.count(STREAM, List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(reason);
    assertThat(device.accelerator().tensorStatistics()).isEmpty();
    assertThat(device.accelerator().memory()).as("copies go on").isPresent();
    assertThat(device.accelerator().info().facts())
        .containsEntry("missing", MISSING_NVML + "statistics on the device: " + reason);
    assertThatThrownBy(() -> Look.at(device.accelerator()))
        .hasMessage("statistics on the device: " + reason);
    assertThat(Look.at(device.accelerator())).as("said once").containsKey("memory/used");
    assertThat(device.count("cuModuleLoadDataEx")).isEqualTo(1);
    StubDevice.until("all is given back", StubDevice::isQuiet);
    assertThat(device.functions())
        .as("before the end")
        .containsOnlyOnce("cuModuleUnload", "cuMemFree_v2")
        .doesNotContain("cuMemFreeHost");
  }

  @Test
  void whatWasRefusedWhileItMayRunIsGivenBackAtTheEnd() throws Exception {
    device.answer("rc cuMemcpyDtoHAsync_v2 2", "hold 1");
    assertThatThrownBy(() -> device.statistics().count(STREAM, List.of()))
        .hasMessage("cuMemcpyDtoHAsync failed (code 2)");
    device.provider.close();
    assertThat(device.functions()).doesNotContain("cuModuleUnload", "cuMemFree_v2");
    device.answer();
    StubDevice.until("all is freed", StubDevice::isQuiet);
    assertThat(device.functions())
        .containsOnlyOnce("cuModuleUnload", "cuMemFree_v2", "cuMemFreeHost");
  }

  /** Or the whole training would stand still where it needs memory. */
  @ParameterizedTest
  @ValueSource(strings = {"cuModuleLoadDataEx", "cuLaunchKernel", "cuPointerGetAttribute"})
  void garbageIsCollectedWhileTheDriverTakesItsTime(String function) throws Exception {
    device.answer("block " + function);
    TensorStatistics statistics = device.accelerator().tensorStatistics().orElseThrow();
    assertThatThrownBy(() -> statistics.count(STREAM, List.of()))
        .hasMessage("the kernel is not ready");
    StubDevice.until(() -> device.count(function) > 0);
    WeakReference<byte[]> garbage = new WeakReference<>(new byte[1000]);
    StubDevice.until(
        () -> {
          System.gc();
          return garbage.get() == null;
        });
    assertThat(device.count(function)).as("still in it").isEqualTo(1);
  }

  @Test
  void aTensorMayLieInPiecesThatAdjoin() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> tensors = mixed();
    List<Tensor> there = device.put(tensors);
    device.answer("pieces 512");
    try (Pending<List<Histogram>> pending = statistics.count(STREAM, there)) {
      check(tensors, StubDevice.result(pending));
    }
    Tensor first = there.get(0);
    Tensor longer = new Tensor(first.address(), first.count() + 1, Element.FLOAT32, 1);
    assertThatThrownBy(() -> statistics.count(STREAM, List.of(longer)))
        .hasMessageStartingWith("no memory of a device is at 0x");
  }

  @Test
  void nothingIsAskedOrFreedWhereTheContextIsGone() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<Tensor> there = device.put(mixed());
    device.answer("renew 1");
    Object[] before = new Object[1];
    Object[] next = new Object[1];
    device.calls.current(before);
    device.calls.retainPrimaryContext(0, next);
    device.calls.setCurrent(next[0]);
    device.cuda.forgetCalls();

    assertThatThrownBy(() -> statistics.count(STREAM, there))
        .hasMessage("the program has reset the device");
    device.provider.close();
    StubDevice.until("it is left alone", StubDevice::isQuiet);
    assertThat(device.functions())
        .noneMatch(name -> name.matches("cuMem.*|cuLaunch.*|cuModule.*|cuEvent.*"));
    device.calls.setCurrent(before[0]);
  }

  private static final String MISSING_NVML = "NVML: libstepscope-no-such.so.1 is not there; ";

  @Test
  void resultsComeWhenTheDeviceIsDoneAndNobodyWaits() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> first = mixed();
    List<HostTensor> second = List.of(HostTensor.of("one", new float[] {1, 2, 3}, 0, 1));
    List<Tensor> there = device.put(first);
    List<Tensor> others = device.put(second);
    device.answer("hold 1");

    try (Pending<List<Histogram>> one = statistics.count(STREAM, there);
        Pending<List<Histogram>> other = statistics.count(STREAM + 1, others)) {
      assertThat(one.poll()).isEmpty();
      assertThat(other.poll()).isEmpty();
      device.answer();
      check(second, StubDevice.result(other));
      check(first, StubDevice.result(one));
      check(first, one.poll().orElseThrow());
    }
  }

  @Test
  void whatWasGivenUpIsUsedAgainOnlyWhenTheDeviceIsDoneWithIt() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> tensors = mixed();
    List<Tensor> there = device.put(tensors);
    device.cuda.forgetCalls();
    device.answer("hold 1");
    statistics.count(STREAM, there).close();
    statistics.count(STREAM, there).close();
    try (Pending<List<Histogram>> third = statistics.count(STREAM, there)) {
      long made = device.count("cuEventCreate");
      device.answer();
      check(tensors, StubDevice.result(third));
      for (int i = 0; i < 20; i++) {
        try (Pending<List<Histogram>> again = statistics.count(STREAM, there)) {
          assertThat(again.poll()).isPresent();
        }
      }
      assertThat(device.count("cuEventCreate")).isEqualTo(made);
    }
  }

  @Test
  void memoryIsBoundedAndMoreIsRefused() throws Exception {
    TensorStatistics statistics = device.statistics();
    HostTensor one = HostTensor.of("one", new float[] {1}, 0, 1);
    Tensor there = device.put(List.of(one)).get(0);
    List<Tensor> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(there);
    }
    device.answerWithoutKernel("hold 1");
    try (Pending<List<Histogram>> first = statistics.count(STREAM, many);
        Pending<List<Histogram>> second = statistics.count(STREAM, many)) {
      assertThatThrownBy(() -> statistics.count(STREAM, many))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("too much is pending on the device");
      assertThat(first.poll()).isEmpty();
      assertThat(second.poll()).isEmpty();
    }
    assertThat(device.functions()).filteredOn(name -> name.contains("Alloc")).hasSize(3);
  }

  @Test
  void whatDoesNotLieOnTheDeviceIsNeverRead() throws Exception {
    TensorStatistics statistics = device.statistics();
    HostTensor host = HostTensor.of("host", new float[] {1, 2, 3, 4}, 0, 1);
    long there = device.put(host.bytes());
    device.cuda.forgetCalls();

    for (Tensor wrong :
        List.of(
            host.tensor(),
            host.at(0),
            host.at(there + 4),
            host.at(there - 4),
            host.at(there + 2),
            new Tensor(there, -1, Element.FLOAT32, 1),
            new Tensor(there, Long.MAX_VALUE, Element.FLOAT32, 1),
            new Tensor(there + 1, 1, Element.BFLOAT16, 1),
            new Tensor(there, 9, Element.FLOAT16, 1),
            new Tensor(Long.MAX_VALUE - 3, 4, Element.FLOAT32, 1))) {
      assertThatThrownBy(() -> statistics.count(STREAM, List.of(host.at(there), wrong)))
          .as(wrong.toString())
          .isInstanceOf(IllegalStateException.class);
    }
    device.answer("values cuPointerGetAttribute:9 1");
    assertThatThrownBy(() -> statistics.count(STREAM, List.of(host.at(there))))
        .hasMessageEndingWith(" is not that of device 0");
    device.answer("values cuPointerGetAttribute:2 1");
    assertThatThrownBy(() -> statistics.count(STREAM, List.of(host.at(there))))
        .hasMessageStartingWith("no memory of a device is at 0x");
    device.answer("rc cuMemGetAddressRange_v2 1");
    assertThatThrownBy(() -> statistics.count(STREAM, List.of(host.at(there))))
        .hasMessageEndingWith(" are not all memory that CUDA knows");
    assertThat(device.count("cuLaunchKernel")).isZero();
    device.answer();
    try (Pending<List<Histogram>> right = statistics.count(STREAM, List.of(host.at(there)))) {
      check(List.of(host), StubDevice.result(right));
    }
  }

  @Test
  void aStreamThatIsBeingCapturedIsLeftAlone() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<Tensor> there = device.put(mixed());
    device.cuda.forgetCalls();
    device.answer("values cuStreamIsCapturing:7 1");
    assertThatThrownBy(() -> statistics.count(STREAM, there))
        .hasMessage("the stream is being captured into a graph");
    device.answer("rc cuStreamIsCapturing 906");
    assertThatThrownBy(() -> statistics.count(STREAM, there))
        .hasMessage("cuStreamIsCapturing failed (code 906)");
    assertThat(device.functions())
        .doesNotContain(
            "cuMemcpyHtoDAsync_v2", "cuMemsetD8Async", "cuLaunchKernel", "cuEventRecord");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuCtxGetCurrent",
        "cuEventCreate",
        "cuMemcpyHtoDAsync_v2",
        "cuMemsetD8Async",
        "cuLaunchKernel",
        "cuMemcpyDtoHAsync_v2",
        "cuEventRecord"
      })
  void aCallThatFailsThreeTimesIsTheLast(String function) throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> tensors = mixed();
    List<Tensor> there = device.put(tensors);
    // All events are in use, so that one more is made.
    device.answer("hold 1");
    try (Pending<?> one = statistics.count(STREAM, there);
        Pending<?> two = statistics.count(STREAM, there)) {
      assertThat(one.poll()).isEmpty();
      for (int turn = 0; turn < 2; turn++) {
        device.answer("rc " + function + " 700");
        assertThatThrownBy(() -> statistics.count(STREAM, there))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageMatching(function.replaceFirst("_v2$", "") + " failed \\(code 700\\)");
      }
      device.answer();
      try (Pending<List<Histogram>> works = statistics.count(STREAM, there)) {
        check(tensors, StubDevice.result(works));
      }
      assertThat(StubDevice.result(two)).isNotNull();
    }
    device.answer("hold 1");
    try (Pending<?> one = statistics.count(STREAM, there);
        Pending<?> two = statistics.count(STREAM, there);
        Pending<?> three = statistics.count(STREAM, there)) {
      device.answer("rc " + function + " 700");
      assertThatThrownBy(() -> statistics.count(STREAM, there))
          .hasMessageEndingWith("failed (code 700)");
      device.answer("hold 1");
    }
    device.answer();
    assertThat(device.accelerator().tensorStatistics()).isEmpty();
    assertThatThrownBy(() -> statistics.count(STREAM, there))
        .hasMessageEndingWith("failed (code 700), for the third time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuDevicePrimaryCtxRetain",
        "cuMemHostAlloc",
        "cuMemGetInfo_v2",
        "cuMemAlloc_v2",
        "cuModuleLoadDataEx",
        "cuModuleGetFunction",
        "cuStreamCreate",
        "cuLaunchKernel"
      })
  void whatCannotBePreparedIsTriedOnce(String function) throws Exception {
    device.answer("rc " + function + " 2");
    TensorStatistics statistics = device.statistics();
    String reason = function.replaceFirst("_v2$", "") + " failed (code 2)";

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> statistics.count(STREAM, List.of())).hasMessage(reason);
    }
    assertThat(device.accelerator().tensorStatistics()).isEmpty();
    assertThat(device.count(function)).isEqualTo(1);
    assertThat(device.accelerator().info().facts().get("missing")).endsWith(reason);
  }

  @Test
  void aDeviceThatIsNearlyFullIsLeftAlone() throws Exception {
    device.answer("values cuMemGetInfo_v2:0 335000000 80000000000");

    assertThatThrownBy(() -> device.statistics().count(STREAM, List.of()))
        .hasMessage("the device has only 319 MiB of memory free");
    assertThat(device.count("cuMemAlloc_v2")).isZero();
  }

  @Test
  void noContextIsMade() throws Exception {
    device.answer("values cuDevicePrimaryCtxGetState:0 0");
    TensorStatistics statistics = device.accelerator().tensorStatistics().orElseThrow();

    assertThatThrownBy(() -> statistics.count(STREAM, List.of()))
        .hasMessage("the kernel is not ready");
    assertThat(device.functions()).doesNotContain("cuDevicePrimaryCtxRetain");
    device.answer();
    assertThat(device.statistics().count(STREAM, List.of()).poll()).hasValue(List.of());
  }

  @Test
  void threadsCountAtOnceAndEachKeepsTheContextItHas() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> tensors = mixed();
    List<Tensor> there = device.put(tensors);
    List<FutureTask<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      long stream = STREAM + i;
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                for (int turn = 0; turn < 10; turn++) {
                  try (Pending<List<Histogram>> pending = statistics.count(stream, there)) {
                    check(tensors, StubDevice.result(pending));
                  }
                }
                Object[] context = new Object[1];
                return device.calls.current(context) == 0 && context[0] == null;
              });
      tasks.add(task);
      new Thread(task).start();
    }
    for (FutureTask<Boolean> task : tasks) {
      assertThat(task.get()).isTrue();
    }
  }

  @Test
  void atTheEndMemoryIsFreedWhenTheDeviceIsDoneAndNotBefore() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> tensors = mixed();
    List<Tensor> there = device.put(tensors);
    device.answer("hold 1");
    Pending<List<Histogram>> pending = statistics.count(STREAM, there);
    statistics.count(STREAM, there).close();
    device.cuda.forgetCalls();

    device.provider.close();

    assertThatThrownBy(() -> statistics.count(STREAM, there)).hasMessage("the device is closed");
    StubDevice.until(() -> device.count("cuEventQuery") > 3);
    device.answer();
    check(tensors, StubDevice.result(pending));
    assertThat(device.functions())
        .doesNotContain("cuMemFree_v2", "cuMemFreeHost", "cuModuleUnload", "cuEventDestroy_v2");
    pending.close();
    StubDevice.until("all is freed", StubDevice::isQuiet);
    assertThat(device.functions())
        .containsOnlyOnce("cuModuleUnload", "cuMemFree_v2", "cuMemFreeHost")
        .containsSubsequence("cuMemFree_v2", "cuMemFreeHost", "cuDevicePrimaryCtxRelease_v2");
  }

  @Test
  void whatIsBehindSomethingThatIsNotDoneIsNotAskedFor() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<HostTensor> tensors = mixed();
    List<Tensor> there = device.put(tensors);
    device.answer("hold 1");
    try (Pending<List<Histogram>> one = statistics.count(STREAM, there);
        Pending<List<Histogram>> two = statistics.count(STREAM, there);
        Pending<List<Histogram>> three = statistics.count(STREAM, there)) {
      StubDevice.until( // For half a millisecond, which a busy machine may take for one call.
          () -> {
            device.cuda.forgetCalls();
            assertThat(one.poll()).isEmpty();
            assertThat(two.poll()).isEmpty();
            assertThat(three.poll()).isEmpty();
            return device.count("cuEventQuery") == 1;
          });
      device.answer();
      check(tensors, StubDevice.result(three));
      check(tensors, StubDevice.result(one));
      check(tensors, StubDevice.result(two));
    }
  }

  /** Whatever waits for the device, or makes it wait. */
  @Test
  void nothingWaitsForTheDevice() throws Exception {
    TensorStatistics statistics = device.statistics();
    List<Tensor> there = device.put(mixed());
    for (int i = 0; i < 3; i++) {
      try (Pending<List<Histogram>> pending = statistics.count(STREAM, there)) {
        assertThat(StubDevice.result(pending)).isNotEmpty();
      }
    }
    assertThat(device.functions())
        .noneMatch(name -> name.contains("Synchronize") || name.contains("WaitEvent"))
        .noneMatch(name -> name.startsWith("cuMemFree") || name.startsWith("cuCtxCreate"))
        .noneMatch(name -> name.startsWith("cuMemcpy") && !name.contains("Async"));
  }

  private static List<HostTensor> mixed() {
    Random random = new Random(5);
    float[] normal = new float[10_001];
    short[] halves = new short[3_001];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < halves.length; i++) {
      halves[i] = (short) random.nextInt();
    }
    return List.of(
        HostTensor.of("normal", normal, 0, 1),
        HostTensor.of("none", new float[0], 0, 1),
        HostTensor.of("half", Element.FLOAT16, halves, 0, 1),
        HostTensor.of("brain", Element.BFLOAT16, halves, 0, 1),
        HostTensor.of("divided", normal, 0, 32));
  }

  private static void check(List<HostTensor> tensors, List<Histogram> found) {
    assertThat(found).hasSameSizeAs(tensors);
    for (int i = 0; i < found.size(); i++) {
      SameHistogram.check(tensors.get(i).toString(), found.get(i), tensors.get(i).expected());
    }
  }
}
