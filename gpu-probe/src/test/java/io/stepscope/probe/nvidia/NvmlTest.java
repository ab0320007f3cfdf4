package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceKind;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NVML alone, by its real binding against a stub. */
class NvmlTest {
  private static final String NO_CUDA = "libstepscope-no-such.so.1";

  @TempDir private Path dir;
  private final List<NvidiaProvider> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(NvidiaProvider::close);
  }

  @Test
  void everythingIsMeasuredInSiUnits() throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 1");

    NvidiaProvider provider = open(nvml, null);
    Map<String, Double> first = Look.atFirst(provider);
    Map<String, Double> second = Look.at(provider.devices().get(0));

    assertThat(first).isEqualTo(expected("pcie/sent", 1.5e6));
    assertThat(second).as("one direction a look").isEqualTo(expected("pcie/received", 2.5e6));
    assertThat(Look.at(provider.devices().get(0))).doesNotContainKeys("pcie/sent", "pcie/received");
  }

  private static Map<String, Double> expected(String traffic, double value) {
    return Map.ofEntries(
        entry("utilization", 0.75),
        entry("memory/controller", 0.3),
        entry("memory/total", 80.0 * (1L << 30)),
        entry("memory/used", 19.5 * (1L << 30)),
        entry("memory/reserved", 0.5 * (1L << 30)),
        entry("memory/utilization", 19.5 / 80),
        entry("temperature", 61.0),
        entry("power", 350.5),
        entry("power/limit", 701.0),
        entry("power/utilization", 0.5),
        entry("energy", 123456.789),
        entry("clock/sm", 1.98e9),
        entry("clock/memory", 3.201e9),
        entry("fan", 0.4),
        entry("pcie/generation", 5.0),
        entry("pcie/width", 16.0),
        entry("ecc/corrected", 3.0),
        entry("ecc/uncorrected", 1.0),
        entry("throttle/power_cap", 1.0),
        entry("throttle/hardware", 0.0),
        entry("throttle/sync_boost", 0.0),
        entry("throttle/thermal", 1.0),
        entry("throttle/power_brake", 0.0),
        entry("process/memory", 4.0 * (1L << 30)),
        entry(traffic, value));
  }

  @Test
  void aDeviceIsDescribed() throws Exception {
    NvidiaProvider provider = open(StubLibrary.nvml(dir).script("devices 1"), null);

    assertThat(provider.availability().available()).isTrue();

    Accelerator device = provider.devices().get(0);
    assertThat(device.info().id()).isEqualTo("GPU-00010200-0405-0607-0809-0a0b0c0d0e0f");
    assertThat(device.info().kind()).isEqualTo(DeviceKind.GPU);
    assertThat(device.info().name()).isEqualTo("Stub GPU 0");
    assertThat(device.info().memoryBytes()).isEqualTo(80L << 30);
    assertThat(device.info().facts())
        .containsEntry("vendor", "NVIDIA")
        .containsEntry("driver", "580.65.06")
        .containsEntry("cuda", "13.0")
        .containsEntry("pci", "00000000:18:00.0")
        .containsEntry("missing", "CUDA: " + NO_CUDA + " is not there");
    assertThat(device.timer()).isEmpty();
  }

  static Set<String> functions() {
    return NvmlFunctions.SERIES.keySet();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionThatIsLackingCostsItsOwnSeriesAlone(String function) throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir, function).script("devices 1");

    assertThat(Look.atFirst(open(nvml, null)).keySet()).isEqualTo(NvmlFunctions.without(function));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionThatFailsCostsItsOwnSeriesAlone(String function) throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 1", "rc " + function + " 999");

    assertThat(Look.atFirst(open(nvml, null)).keySet()).isEqualTo(NvmlFunctions.without(function));
  }

  @Test
  void aMetricThatFailsIsAskedLessOftenAndComesBack() throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 1", "rc nvmlDeviceGetPowerUsage 15");
    NvidiaProvider provider = open(nvml, null);
    assertThat(Look.atFirst(provider)).doesNotContainKey("power");
    for (int i = 0; i < 2; i++) {
      Look.at(provider.devices().get(0));
    }
    nvml.script("devices 1").forgetCalls();

    int looks = 1;
    while (!Look.at(provider.devices().get(0)).containsKey("power") && looks < 100) {
      looks++;
    }

    assertThat(looks).isEqualTo(12);
    assertThat(
            nvml.calls().stream().filter(call -> call.function().equals("nvmlDeviceGetPowerUsage")))
        .hasSize(1);
  }

  @Test
  void aMetricThatTheDeviceDoesNotHaveIsNeverAskedAgain() throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 1", "rc nvmlDeviceGetFanSpeed 3");
    NvidiaProvider provider = open(nvml, null);
    Look.atFirst(provider);
    nvml.script("devices 1").forgetCalls();

    for (int i = 0; i < 30; i++) {
      assertThat(Look.at(provider.devices().get(0))).doesNotContainKey("fan").containsKey("power");
    }
    assertThat(nvml.calls())
        .extracting(StubLibrary.Call::function)
        .doesNotContain("nvmlDeviceGetFanSpeed");
  }

  @Test
  void valuesAreThoseOfTheCall() throws Exception {
    StubLibrary nvml =
        StubLibrary.nvml(dir)
            .script(
                "devices 2",
                "values nvmlDeviceGetPowerUsage:1 100000 | 200000 | 300000",
                "values nvmlDeviceGetUtilizationRates:0 1 2");
    NvidiaProvider provider = open(nvml, null);
    assertThat(Look.atFirst(provider)).containsEntry("utilization", 0.01);
    Accelerator second = provider.devices().get(1);

    List<Double> power = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      power.add(Look.at(second).get("power"));
    }

    assertThat(power).containsExactly(100.0, 200.0, 300.0, 300.0);
  }

  @Test
  void aDeviceThatAnswersNothingSaysWhyAndTheOtherGoesOn() throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 2");
    NvidiaProvider provider = open(nvml, null);
    assertThat(provider.availability().available()).isTrue();
    List<String> lost = new ArrayList<>();
    for (String function : NvmlFunctions.SERIES.keySet()) {
      lost.add("rc " + function + ":0 15");
    }
    nvml.script(lost.toArray(String[]::new));

    assertThatThrownBy(() -> Look.at(provider.devices().get(0)))
        .hasMessageContaining("the GPU is lost (code 15)");
    assertThat(Look.at(provider.devices().get(1))).containsKey("power");
  }

  @Test
  void theOwnProcessIsFoundAmongOthers() throws Exception {
    assertThat(processes("2 1:100 self:200")).containsEntry("process/memory", 200.0);
  }

  @Test
  void theOnlyProcessIsAGuess() throws Exception {
    assertThat(processes("1 1:100"))
        .containsEntry("process/memory/guess", 100.0)
        .doesNotContainKey("process/memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2 1:100 2:200", "0", "1 self:-1"})
  void memoryOfTheProcessIsLeftOutWhenItIsNotKnown(String list) throws Exception {
    assertThat(processes(list)).doesNotContainKeys("process/memory", "process/memory/guess");
  }

  private Map<String, Double> processes(String list) throws Exception {
    return Look.atFirst(open(StubLibrary.nvml(dir).script("devices 1", "processes " + list), null));
  }

  @Test
  void theVariableChoosesDevicesAndTheirNumbers() throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir).script("devices 3");

    assertThat(names(open(nvml, null))).containsExactly("Stub GPU 0", "Stub GPU 1", "Stub GPU 2");
    assertThat(names(open(nvml, "2,0"))).containsExactly("Stub GPU 2", "Stub GPU 0");
    assertThat(names(open(nvml, "GPU-00010201"))).containsExactly("Stub GPU 1");
    assertThat(open(nvml, "").availability().reason())
        .endsWith("NVML: CUDA_VISIBLE_DEVICES leaves none of 3 devices");
  }

  @Test
  void aMigDeviceHasTheMetricsThatNvmlHasForIt() throws Exception {
    StubLibrary nvml =
        StubLibrary.nvml(dir)
            .script("devices 1", "mig MIG-7", "values nvmlDeviceGetMemoryInfo_v2:90 10 1 6 3");

    NvidiaProvider provider = open(nvml, "MIG-7");

    assertThat(Look.atFirst(provider)).containsEntry("memory/used", 3.0).doesNotContainKey("power");
    assertThat(provider.devices().get(0).info().id()).isEqualTo("MIG-7");
  }

  @Test
  void whyNothingCanBeMeasuredIsSaidInOneLine() throws Exception {
    String noCuda = "CUDA: " + NO_CUDA + " is not there; ";
    StubLibrary nvml = StubLibrary.nvml(dir).script("rc nvmlInit_v2 9");
    assertThat(open(nvml, null).availability().reason())
        .isEqualTo(noCuda + "NVML: nvmlInit_v2: the driver is not loaded (code 9)");

    assertThat(open(nvml.script("devices 0"), null).availability().reason())
        .isEqualTo(noCuda + "NVML: no device");

    StubLibrary old = StubLibrary.nvml(dir.resolve("old"), "nvmlInit_v2");
    assertThat(open(old, null).availability().reason())
        .isEqualTo(noCuda + "NVML: nvmlInit_v2: the library lacks it (code 13)");

    Path text = java.nio.file.Files.writeString(dir.resolve("libtext.so"), "no library at all");
    assertThat(provider(text.toString(), null).availability().reason())
        .startsWith(noCuda + "NVML: ")
        .contains("libtext.so")
        .hasLineCount(1);

    assertThat(provider("libstepscope-neither.so.1", null).availability().reason())
        .isEqualTo(noCuda + "NVML: libstepscope-neither.so.1 is not there");
  }

  @Test
  void theLibraryIsLetGoOnce() throws Exception {
    StubLibrary nvml = StubLibrary.nvml(dir);
    NvidiaProvider provider = open(nvml, null);
    assertThat(provider.availability().available()).isTrue();

    provider.close();
    provider.close();

    assertThat(nvml.calls())
        .extracting(StubLibrary.Call::function)
        .containsOnlyOnce("nvmlInit_v2", "nvmlShutdown");
  }

  private static List<String> names(NvidiaProvider provider) {
    assertThat(provider.availability().available()).isTrue();
    return provider.devices().stream().map(device -> device.info().name()).toList();
  }

  private NvidiaProvider open(StubLibrary nvml, @Nullable String visibleDevices) {
    return provider(nvml.path(), visibleDevices);
  }

  private NvidiaProvider provider(String nvml, @Nullable String visibleDevices) {
    NvidiaProvider provider =
        new NvidiaProvider(new NvidiaProvider.Names(nvml, NO_CUDA), visibleDevices);
    opened.add(provider);
    return provider;
  }
}
