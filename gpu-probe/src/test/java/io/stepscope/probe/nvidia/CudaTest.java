package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CUDA's driver, by JCuda's real binding against a stub, alone and beside NVML. */
class CudaTest {
  private static final String NO_NVML = "libstepscope-no-such.so.1";

  @TempDir private Path dir;
  private final List<NvidiaProvider> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(NvidiaProvider::close);
  }

  @Test
  void devicesAreJoinedByUuidAndNumberedAsCudaDoes() throws Exception {
    StubLibrary cuda = CudaStub.script("devices 3", "reversed 1");
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 3");

    NvidiaProvider provider = open(nvml.path(), cuda.path(), null);

    assertThat(names(provider)).containsExactly("Stub GPU 2", "Stub GPU 1", "Stub GPU 0");
    assertThat(provider.devices().get(0).info().facts()).doesNotContainKey("missing");
    assertThat(Look.at(provider.devices().get(0))).containsEntry("power", 350.5);
    assertThat(provider.devices()).allMatch(device -> device.timer().isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nvmlDeviceGetHandleByUUID", "nvmlDeviceGetUUID", "nvmlDeviceGetCount_v2"})
  void devicesAreJoinedWhateverFunctionOfNvmlFails(String function) throws Exception {
    StubLibrary cuda = CudaStub.script("devices 2", "reversed 1");
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 2", "rc " + function + " 999");

    NvidiaProvider provider = open(nvml.path(), cuda.path(), null);

    assertThat(names(provider)).containsExactly("Stub GPU 1", "Stub GPU 0");
  }

  @Test
  void memoryIsThatOfAContextThatIsThereAndNoneIsMade() throws Exception {
    StubLibrary cuda = CudaStub.script("devices 2");
    NvidiaProvider provider = open(NO_NVML, cuda.path(), null);
    assertThat(Look.atFirst(provider)).as("no context").isEmpty();
    assertThat(functions(cuda)).doesNotContain("cuDevicePrimaryCtxRetain", "cuCtxSetCurrent");
    assertThat(provider.devices().get(0).info().memoryBytes()).isEqualTo(80L << 30);
    assertThat(provider.devices().get(0).info().name()).isEqualTo("Stub CUDA 0");

    cuda.script(
        "devices 2", "values cuDevicePrimaryCtxGetState:1 1", "values cuMemGetInfo_v2:1 6 8");
    cuda.forgetCalls();
    assertThat(Look.at(provider.devices().get(0))).as("the other one's").isEmpty();
    Map<String, Double> found = Look.at(provider.devices().get(1));

    assertThat(found)
        .containsOnly(
            entry("memory/total", 8.0),
            entry("memory/used", 2.0),
            entry("memory/utilization", 0.25));
    assertThat(cuda.calls())
        .filteredOn(call -> !call.function().equals("cuDeviceGet"))
        .extracting(call -> call.function() + " " + call.argument())
        .containsExactly(
            "cuDevicePrimaryCtxGetState 0",
            "cuDevicePrimaryCtxGetState 1",
            "cuDevicePrimaryCtxRetain 1",
            "cuCtxSetCurrent 1",
            "cuThreadExchangeStreamCaptureMode 2",
            "cuMemGetInfo_v2 1",
            "cuThreadExchangeStreamCaptureMode 0",
            "cuCtxSetCurrent -1",
            "cuDevicePrimaryCtxRelease_v2 1");
    assertThat(cuda.calls())
        .extracting(StubLibrary.Call::thread)
        .containsOnly(cuda.calls().get(0).thread());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuMemGetInfo_v2"})
  void whateverFailsTheContextIsLetGo(String function) throws Exception {
    StubLibrary cuda = CudaStub.script("devices 1");
    NvidiaProvider provider = open(NO_NVML, cuda.path(), null);
    Look.atFirst(provider);
    cuda.script("devices 1", "values cuDevicePrimaryCtxGetState:0 1", "rc " + function + " 700");
    cuda.forgetCalls();

    assertThatThrownBy(() -> Look.at(provider.devices().get(0))).hasMessageContaining("code 700");

    boolean retained = !function.equals("cuDevicePrimaryCtxRetain");
    assertThat(functions(cuda).contains("cuDevicePrimaryCtxRelease_v2")).isEqualTo(retained);
  }

  @Test
  void cudaTellsTheMemoryThatNvmlDoesNot() throws Exception {
    StubLibrary cuda = CudaStub.script("devices 1", "values cuDevicePrimaryCtxGetState:0 1");
    StubLibrary nvml =
        StubLibrary.nvml(dir)
            .script(
                "devices 1", "rc nvmlDeviceGetMemoryInfo_v2 999", "rc nvmlDeviceGetMemoryInfo 999");
    NvidiaProvider provider = open(nvml.path(), cuda.path(), null);

    assertThat(Look.atFirst(provider))
        .containsEntry("memory/used", 30.0 * (1L << 30))
        .containsEntry("power", 350.5);

    nvml.script("devices 1");
    cuda.forgetCalls();
    assertThat(Look.at(provider.devices().get(0))).containsEntry("memory/used", 19.5 * (1L << 30));
    assertThat(cuda.calls()).as("not asked when NVML knows").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuInit", "cuDeviceGetCount", "cuDeviceGetUuid"})
  void withoutCudaNvmlGoesOn(String function) throws Exception {
    StubLibrary cuda = CudaStub.script("devices 1", "rc " + function + " 100");
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 2");

    NvidiaProvider provider = open(nvml.path(), cuda.path(), "1");

    assertThat(names(provider)).containsExactly("Stub GPU 1");
    assertThat(provider.devices().get(0).info().facts())
        .containsEntry("missing", "CUDA: " + function + " failed (code 100)");
  }

  @Test
  void aLibcudaThatLacksWhatIsNeededIsNotCalled() throws Exception {
    StubLibrary old = StubLibrary.cuda(dir, "cuDeviceGetUuid", "cuDeviceGet").script("devices 1");

    assertThat(open(NO_NVML, old.path(), null).availability().reason())
        .isEqualTo(
            "CUDA: libcuda lacks cuDeviceGet, cuDeviceGetUuid; NVML: " + NO_NVML + " is not there");
    assertThat(old.calls()).isEmpty();
  }

  @Test
  void whatALibcudaLacksIsLeftOut() throws Exception {
    CudaStub.script("devices 1", "values cuDevicePrimaryCtxGetState:0 1");
    StubLibrary noMemory = StubLibrary.cuda(dir.resolve("memory"), "cuMemGetInfo_v2");
    StubLibrary noEvents = StubLibrary.cuda(dir.resolve("events"), "cuEventElapsedTime");

    NvidiaProvider without = open(NO_NVML, noMemory.path(), null);
    assertThat(Look.atFirst(without)).isEmpty();
    assertThat(without.devices().get(0).timer()).isPresent();

    NvidiaProvider other = open(NO_NVML, noEvents.path(), null);
    assertThat(Look.atFirst(other)).containsKey("memory/used");
    assertThat(other.devices().get(0).timer()).isEmpty();
  }

  @Test
  void theMigDeviceThatWasChosenIsTheOneOfCuda() throws Exception {
    StubLibrary cuda = CudaStub.script("devices 1");
    StubLibrary nvml =
        StubLibrary.nvml(dir)
            .script("devices 1", "mig MIG-7", "values nvmlDeviceGetMemoryInfo_v2:90 10 1 6 3");

    assertThat(Look.atFirst(open(nvml.path(), cuda.path(), "MIG-7")))
        .containsEntry("memory/used", 3.0);
  }

  private static List<String> names(NvidiaProvider provider) {
    assertThat(provider.availability().available()).isTrue();
    return provider.devices().stream().map(device -> device.info().name()).toList();
  }

  private static Set<String> functions(StubLibrary library) throws IOException {
    return Set.copyOf(library.calls().stream().map(StubLibrary.Call::function).toList());
  }

  private NvidiaProvider open(String nvml, String cuda, @Nullable String visibleDevices) {
    NvidiaProvider provider =
        new NvidiaProvider(new NvidiaProvider.Names(nvml, cuda), visibleDevices);
    opened.add(provider);
    return provider;
  }
}
