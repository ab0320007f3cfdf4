package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.probe.DeviceMemory;
import io.stepscope.probe.Pending;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small copies from a device, by JCuda's real binding against a stub of libcuda. */
class CudaCopiesTest {
  private static final long STREAM = 7;

  @TempDir private Path dir;
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
  void bytesComeWhenTheDeviceIsDone() throws Exception {
    long there = device.put(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 5);
    DeviceMemory memory = device.memory();
    device.answer("hold 1");
    device.cuda.forgetCalls();

    try (Pending<ByteBuffer> loss = memory.copy(STREAM, there + 1, 4, 4, 1);
        Pending<ByteBuffer> pieces = memory.copy(STREAM, there, 2, 3, 3)) {
      assertThat(loss.poll()).isEmpty();
      assertThat(pieces.poll()).isEmpty();
      device.answer();
      assertThat(bytes(StubDevice.result(loss))).containsExactly(2, 3, 4, 5);
      assertThat(bytes(StubDevice.result(pieces))).containsExactly(1, 2, 4, 5, 7, 8);
    }
    assertThat(device.cuda.calls())
        .filteredOn(call -> call.function().matches("cuMemcpy.*|cuEventRecord"))
        .extracting(call -> call.function() + " " + call.argument())
        .containsExactly(
            "cuMemcpyDtoHAsync_v2 7", "cuEventRecord 7", "cuMemcpy2DAsync_v2 7", "cuEventRecord 7");
    assertThat(device.functions())
        .as("copies need no kernel")
        .noneMatch(name -> name.contains("Module") || name.contains("Synchronize"));
  }

  @Test
  void whatDoesNotLieOnTheDeviceIsNeverRead() throws Exception {
    long there = device.put(new byte[16]);
    DeviceMemory memory = device.memory();
    device.cuda.forgetCalls();

    assertThatThrownBy(() -> memory.copy(STREAM, there, 17, 17, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no memory of a device is at 0x");
    assertThatThrownBy(() -> memory.copy(STREAM, there, 4, 5, 4))
        .hasMessageStartingWith("no memory of a device is at 0x");
    assertThatThrownBy(() -> memory.copy(STREAM, 8, 4, 4, 1))
        .hasMessage("no memory of a device is at 0x8");
    for (int[] wrong : new int[][] {{0, 4, 1}, {4, 3, 1}, {4, 4, 0}, {-1, 4, 1}}) {
      assertThatThrownBy(() -> memory.copy(STREAM, there, wrong[0], wrong[1], wrong[2]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(" pieces of ");
    }
    device.answer("values cuStreamIsCapturing:7 1");
    assertThatThrownBy(() -> memory.copy(STREAM, there, 4, 4, 1))
        .hasMessage("the stream is being captured into a graph");
    assertThat(device.functions()).noneMatch(name -> name.startsWith("cuMemcpy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuMemcpyDtoHAsync_v2", "cuMemcpy2DAsync_v2", "cuMemHostAlloc"})
  void whatFailsIsRefused(String function) throws Exception {
    device.answer("rc " + function + " 2");
    long there = device.put(new byte[16]);
    String reason = function.replaceFirst("_v2$", "") + " failed (code 2)";
    DeviceMemory memory = device.memory();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> memory.copy(STREAM, there, 2, 4, function.contains("2D") ? 2 : 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(reason);
    }
    assertThat(device.accelerator().memory()).isEmpty();
  }

  /** Each alone is looked for in libcuda before it is called: a call would end the process. */
  @Test
  void withoutAFunctionOnlyWhatNeedsItIsMissing() throws Exception {
    List<String> toCopy =
        List.of(
            "cuMemHostAlloc",
            "cuMemFreeHost",
            "cuPointerGetAttribute",
            "cuMemGetAddressRange_v2",
            "cuMemcpyDtoHAsync_v2");
    List<String> toCount =
        List.of(
            "cuMemAlloc_v2",
            "cuMemFree_v2",
            "cuMemcpyHtoDAsync_v2",
            "cuMemsetD8Async",
            "cuStreamCreate",
            "cuStreamDestroy_v2",
            "cuModuleLoadDataEx",
            "cuModuleUnload",
            "cuModuleGetFunction",
            "cuLaunchKernel");
    for (String function : toCopy) {
      openWithout(function);
      assertThat(device.accelerator().memory()).as(function).isEmpty();
      checkTheRest(function);
    }
    for (String function : toCount) {
      openWithout(function);
      assertThat(device.accelerator().memory()).as(function).isPresent();
      checkTheRest(function);
    }
    openWithout("cuMemcpy2DAsync_v2");
    assertThat(device.accelerator().tensorStatistics()).isPresent();
    DeviceMemory memory = device.memory();
    long there = device.put(new byte[16]);
    memory.copy(STREAM, there, 4, 4, 1).close();
    assertThatThrownBy(() -> memory.copy(STREAM, there, 4, 8, 2))
        .hasMessage("libcuda lacks cuMemcpy2DAsync_v2");
  }

  private void openWithout(String function) throws Exception {
    device.close();
    device = StubDevice.openAsOf(StubLibrary.cuda(dir.resolve(function), function));
  }

  private void checkTheRest(String function) throws Exception {
    assertThat(device.accelerator().tensorStatistics()).as(function).isEmpty();
    assertThat(device.accelerator().timer()).as(function).isPresent();
    assertThat(device.accelerator().info().facts().get("missing"))
        .endsWith("statistics on the device: libcuda lacks " + function);
    assertThat(Look.at(device.accelerator())).containsKey("memory/used");
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
