package io.stepscope.probe.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.probe.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the driver's libraries do, a training ends as it would without them. */
class BrokenDriverIT {
  private static final String TRAINED = "loss 0.605006067\n";

  @TempDir private Path dir;

  @Test
  void eachFunctionOfNvmlThatFailsCostsItsOwnSeriesAlone() throws Exception {
    StubLibrary.nvml(system()).script("devices 2");
    StubLibrary.cuda(system()).script("devices 2", "reversed 1");
    Map<String, Set<String>> expected = new HashMap<>();
    List<String> libraries = new ArrayList<>();
    for (String function : NvmlFunctions.SERIES.keySet()) {
      boolean uuid = function.equals("nvmlDeviceGetUUID");
      libraries.add(nvml(libraries.size(), "rc " + function + " 999"));
      expected.put(id(libraries.size() - 1, uuid), NvmlFunctions.without(function));
      libraries.add(nvmlWithout(libraries.size(), function));
      expected.put(id(libraries.size() - 1, uuid), NvmlFunctions.without(function));
    }
    for (long device = 0; device < 2; device++) {
      expected.put(
          "GPU-0001020%d-0405-0607-0809-0a0b0c0d0e0f".formatted(device), NvmlFunctions.without(""));
    }
    libraries.add(nvml(libraries.size(), "hang nvmlDeviceGetFanSpeed"));
    libraries.add(nvml(libraries.size(), "hang nvmlInit_v2"));
    libraries.add(nvml(libraries.size(), "rc nvmlInit_v2 999"));
    libraries.add(nvmlWithout(libraries.size(), "nvmlInit_v2"));
    libraries.add(nvml(libraries.size(), "rc nvmlDeviceGetHandleByIndex_v2 999"));
    libraries.add(nvmlWithout(libraries.size(), "nvmlDeviceGetHandleByIndex_v2"));

    Measured measured = train(expected.size(), libraries);

    Map<String, Set<String>> found = new HashMap<>();
    Map<String, Object> environment = measured.environment();
    seriesOfDevices(measured)
        .forEach((number, series) -> found.put(id(environment, number), series));
    assertThat(found).isEqualTo(expected);
    // The first device of the system is the last one of NVML, as CUDA has them the other way round.
    assertThat(environment.values()).contains("Stub GPU 0", "Stub GPU 1");
  }

  @Test
  void aLibcudaThatLacksFunctionsDoesNotEndTheProcess() throws Exception {
    StubLibrary.nvml(system(), "nvmlDeviceGetMemoryInfo_v2", "nvmlDeviceGetMemoryInfo")
        .script("devices 1");
    StubLibrary.cuda(
            system(),
            "cuMemGetInfo_v2",
            "cuDeviceGetName",
            "cuDeviceTotalMem_v2",
            "cuDriverGetVersion",
            "cuEventElapsedTime",
            "cuThreadExchangeStreamCaptureMode")
        .script("devices 1", "values cuDevicePrimaryCtxGetState:0 1");

    Measured measured = train(1, List.of());

    assertThat(measured.latest())
        .containsEntry("gpu/0/power", 350.5)
        .doesNotContainKey("gpu/0/memory/used");
  }

  /** Of a libcuda without one of these a call would end the process. */
  @Test
  void statisticsOnADeviceAreRefusedWhereTheyCannotBe() throws Exception {
    StubLibrary.nvml(system()).script("devices 1");
    StubLibrary.cuda(system(), "cuLaunchKernel", "cuMemGetAddressRange_v2", "cuModuleUnload")
        .script("devices 1", "values cuDevicePrimaryCtxGetState:0 1");
    String refused =
        "no statistics: statistics on the device: libcuda lacks cuMemGetAddressRange_v2\n";

    Measured measured = train(1, List.of(), refused, "-Dcount=true");

    assertThat(measured.environment())
        .containsEntry(
            "gpu.0.missing", "statistics on the device: libcuda lacks cuMemGetAddressRange_v2");

    StubLibrary cuda =
        StubLibrary.cuda(system())
            .script(
                "devices 1",
                "values cuDevicePrimaryCtxGetState:0 1",
                "kernel " + StubCompiler.kernel());
    train(1, List.of(), "no memory of a device is at 0x1000\n", "-Dcount=true");
    assertThat(count(cuda, "cuLaunchKernel")).as("the trial").isEqualTo(1);

    cuda.forgetCalls();
    cuda.script("devices 1", "values cuDevicePrimaryCtxGetState:0 1");
    refused = "no statistics: statistics on the device: the device counted 0 of 40003 values\n";
    train(1, List.of(), refused, "-Dcount=true");
    assertThat(cuda.calls())
        .extracting(StubLibrary.Call::function)
        .noneMatch(function -> function.contains("CtxCreate") || function.contains("Synchronize"));
  }

  @Test
  void memoryOfCudaIsInTheRunWhereNvmlHasNone() throws Exception {
    StubLibrary.nvml(system())
        .script("devices 1", "rc nvmlDeviceGetMemoryInfo 999", "rc nvmlDeviceGetMemoryInfo_v2 999");
    StubLibrary cuda =
        StubLibrary.cuda(system()).script("devices 1", "values cuDevicePrimaryCtxGetState:0 1");

    Measured measured = train(1, List.of());

    assertThat(measured.latest())
        .containsEntry("gpu/0/memory/used", 30.0 * (1L << 30))
        .containsEntry("gpu/0/utilization", 0.75);
    assertThat(count(cuda, "cuDevicePrimaryCtxRetain"))
        .isPositive()
        .isEqualTo(count(cuda, "cuDevicePrimaryCtxRelease_v2"));
    assertThat(cuda.calls())
        .extracting(StubLibrary.Call::function)
        .noneMatch(function -> function.contains("CtxCreate") || function.contains("Synchronize"));
  }

  @Test
  void aDriverThatIsNotLoadedIsNoDevice() throws Exception {
    StubLibrary.nvml(system()).script("rc nvmlInit_v2 9");
    StubLibrary.cuda(system()).script("rc cuInit 100");

    assertThat(seriesOfDevices(train(0, List.of()))).isEmpty();
  }

  @Test
  void librariesThatAreNoneAreNoDevice() throws Exception {
    Files.createDirectories(system());
    Files.writeString(system().resolve("libnvidia-ml.so.1"), "no library at all");
    Files.writeString(system().resolve("libcuda.so.1"), "");

    assertThat(seriesOfDevices(train(0, List.of()))).isEmpty();
  }

  private Path system() {
    return dir.resolve("system");
  }

  private String nvml(int number, String script) throws IOException {
    return StubLibrary.nvmlIn(dir.resolve("nvml-" + number))
        .script("devices 1", "group " + (16 + number), script)
        .path();
  }

  private String nvmlWithout(int number, String function) throws IOException {
    return StubLibrary.nvmlIn(dir.resolve("nvml-" + number), function)
        .script("devices 1", "group " + (16 + number))
        .path();
  }

  /** By which the device of such a library is known; without its UUID by its PCI address. */
  private static String id(int number, boolean withoutUuid) {
    return withoutUuid
        ? "%08X:18:00.0".formatted(14 + number)
        : "GPU-0001%02x00-0405-0607-0809-0a0b0c0d0e0f".formatted(16 + number);
  }

  private static String id(Map<String, Object> environment, String number) {
    return String.valueOf(environment.get("gpu." + number + ".id"));
  }

  private static long count(StubLibrary library, String function) throws IOException {
    return library.calls().stream().filter(call -> call.function().equals(function)).count();
  }

  /** Names of what was measured of each device, but the traffic that is not always looked at. */
  private static Map<String, Set<String>> seriesOfDevices(Measured measured) {
    Map<String, Set<String>> series = new TreeMap<>();
    for (Scalar scalar : measured.scalars()) {
      String[] parts = scalar.name().split("/", 3);
      if (parts[0].equals("gpu") && !parts[2].equals("pcie/received")) {
        series.computeIfAbsent(parts[1], number -> new TreeSet<>()).add(parts[2]);
      }
    }
    return series;
  }

  /** Trains in a process whose system has the libraries in {@link #system}. */
  private Measured train(int devices, List<String> libraries) throws Exception {
    return train(devices, libraries, "", "-Dcount=false");
  }

  /** The same, which prints something before its loss. */
  private Measured train(int devices, List<String> libraries, String printed, String option)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(option);
    command.add(GpuTraining.class.getName());
    command.addAll(List.of(dir.resolve("runs").toString(), String.valueOf(devices)));
    command.addAll(libraries);
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("LD_LIBRARY_PATH", system().toString());
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("process ended").isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    assertThat(out).hasContent(printed + TRAINED);
    // That a device is not used any more is said, in one line.
    assertThat(Files.readString(err).replace("java.io.IOException: statistics on the device: ", ""))
        .doesNotContain("Exception");
    return Measured.in(RunFolder.list(dir.resolve("runs")).get(0).root());
  }
}
