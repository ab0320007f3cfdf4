package io.stepscope.agent;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stepscope.agent.Forked.Ended;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.folder.RunFolder;
import io.stepscope.launcher.TestJdk;
import io.stepscope.probe.nvidia.StubContext;
import io.stepscope.probe.nvidia.StubLibrary;
import io.stepscope.tracker.fakes.FakeServer;
import io.stepscope.tracker.mlflow.FakeMlflow;
import io.stepscope.tracker.wandb.LogReader;
import io.stepscope.tracker.wandb.LoggedRun;
import io.stepscope.training.testkit.RecordedRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a driver tells of two GPUs, of which one cannot tell all, beside an unmodified training of
 * DJL: from the real bindings against stubs, through the jar, to where people see it, under each
 * one's own names and in its units.
 */
class ScriptedGpuIT {

  private static final double GIB = 1L << 30;

  private static final String LOOP = "MeasuredLoopProgram";
  private static final String NETWORK = "MemoryNetworkProgram";

  @TempDir private Path dir;

  @Test
  void whatTheDriverTellsIsFoundInTheRunAndInEveryTracker() throws Exception {
    StubLibrary nvml =
        StubLibrary.nvml(dir.resolve("driver"))
            .script(
                "devices 2",
                "rc nvmlDeviceGetPowerUsage:1 999",
                "rc nvmlDeviceGetTemperature:1 15");
    StubLibrary.cuda(dir.resolve("driver")).script("devices 2");
    Path runs = dir.resolve("runs");
    FakeMlflow mlflow = new FakeMlflow();
    Ended shown;
    try (FakeServer server = new FakeServer(mlflow)) {
      Ended plain = run(server, words(LOOP, List.of()), "", "", "0");
      Ended measured =
          run(
              server,
              words(LOOP, measuring("tensorboard+mlflow+wandb")),
              nvml.path() + ".calls",
              "nvmlDeviceGetComputeRunningProcesses_v3",
              "6");
      assertThat(measured.assertCode(0).out()).as("bit for bit").isEqualTo(plain.out());
      // Whatever was not delivered while the process ended.
      cli(server, "sync", "latest", "--to", "tensorboard,mlflow,wandb").assertCode(0);
      shown = cli(server, "show", "latest").assertCode(0);
      imported(server, RunFolder.list(runs).get(0).root()).assertCode(0);
    }

    Path folder = RunFolder.list(runs).get(0).root();
    RecordedRun run = RecordedRun.in(folder);
    assertMeasured(latest(run));
    assertThat(run.params(Params.Group.ENVIRONMENT))
        .containsEntry("gpu.0.name", "Stub GPU 0")
        .containsEntry("gpu.1.name", "Stub GPU 1");
    assertThat(shown.out())
        .containsPattern("gpu/0/power .* 350\\.5 W")
        .containsPattern("gpu/0/utilization .* 75\\.0%")
        .containsPattern("gpu/0/memory/used .* 20 GiB")
        .containsPattern("gpu/1/utilization .* 75\\.0%")
        .doesNotContainPattern("gpu/1/power .* W");
    // TensorBoard's files, read as those of anybody; it has 32-bit numbers.
    assertMeasured(latest(Recorded.only(dir.resolve("imported"))));
    assertOfMlflow(mlflow.latest());
    assertOfWandb(LoggedRun.read(LogReader.file(dir.resolve("cwd").resolve("wandb"))));
  }

  private static void assertOfMlflow(Map<String, Double> latest) {
    assertThat(latest)
        .containsEntry("system/gpu_0_utilization_percentage", 75.0)
        .containsEntry("system/gpu_0_memory_usage_megabytes", 19.5 * GIB / 1e6)
        .containsEntry("system/gpu_0_memory_usage_percentage", 24.375)
        .containsEntry("system/gpu_0_power_usage_watts", 350.5)
        .containsEntry("system/gpu_0_power_usage_percentage", 50.0)
        .containsEntry("system/gpu_1_memory_usage_megabytes", 19.5 * GIB / 1e6)
        .doesNotContainKeys(
            "system/gpu_1_power_usage_watts", "system/gpu_1_power_usage_percentage");
  }

  private static void assertOfWandb(LoggedRun run) {
    Map<String, Double> system = new TreeMap<>();
    for (String line : run.system) {
      for (String item : line.substring(line.indexOf('{') + 1, line.length() - 1).split(", ")) {
        String[] both = item.split("=", 2);
        system.put(both[0], Double.valueOf(both[1]));
      }
    }
    Map<String, Double> expected =
        Map.ofEntries(
            entry("gpu", 75),
            entry("memory", 30),
            entry("memoryAllocated", 24.375),
            entry("memoryAllocatedBytes", 19.5 * GIB),
            entry("temp", 61),
            entry("powerWatts", 350.5),
            entry("enforcedPowerLimitWatts", 701),
            entry("powerPercent", 50),
            entry("smClock", 1980),
            entry("memoryClock", 3201),
            entry("fanSpeed", 40),
            entry("pcieLinkGen", 5),
            entry("correctedMemoryErrors", 3),
            entry("uncorrectedMemoryErrors", 1));
    expected.forEach(
        (key, value) ->
            assertThat(system.get("gpu.0." + key)).as(key).isCloseTo(value, within(1e-9 * value)));
    assertThat(system)
        .containsEntry("gpu.1.gpu", 75.0)
        .doesNotContainKeys("gpu.1.powerWatts", "gpu.1.temp");
  }

  private static Map.Entry<String, Double> entry(String key, double value) {
    return Map.entry(key, value);
  }

  /** A run that was only ever in TensorBoard's files: a run folder is not imported. */
  private Ended imported(FakeServer server, Path folder) throws Exception {
    Path alone = Files.createDirectories(dir.resolve("events"));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().contains("tfevents")).toList()) {
        Files.copy(file, alone.resolve(file.getFileName()));
      }
    }
    return run(
        server,
        List.of("-jar", Forked.JAR.toString(), "import", "tensorboard", alone.toString()),
        "--dir",
        dir.resolve("imported").toString());
  }

  private static void assertMeasured(Map<String, Double> latest) {
    assertThat(latest)
        .containsEntry("gpu/0/utilization", 0.75)
        .containsEntry("gpu/0/memory/controller", (double) 0.3f)
        .containsEntry("gpu/0/memory/used", 19.5 * GIB)
        .containsEntry("gpu/0/memory/total", 80 * GIB)
        .containsEntry("gpu/0/power", 350.5)
        .containsEntry("gpu/0/temperature", 61.0)
        .containsEntry("npu/power", 21.0)
        .containsEntry("chip/load", 0.5)
        .containsEntry("gpu/1/utilization", 0.75)
        .containsEntry("gpu/1/memory/used", 19.5 * GIB)
        .containsEntry("gpu/1/power/limit", 701.0)
        .doesNotContainKeys("gpu/1/power", "gpu/1/power/utilization", "gpu/1/temperature");
  }

  /** As 32-bit numbers, which is what TensorBoard has. */
  private static Map<String, Double> latest(RecordedRun run) {
    Map<String, Double> latest = new TreeMap<>();
    run.all(Scalar.class)
        .forEach(scalar -> latest.put(scalar.name(), (double) (float) scalar.value()));
    return latest;
  }

  @Test
  void aNetworkOfDeeplearning4jIsTheSameToTheLastBitBesideAllProbes() throws Exception {
    StubLibrary.nvml(dir.resolve("driver")).script("devices 2");
    StubLibrary.cuda(dir.resolve("driver")).script("devices 2");
    try (FakeServer server = new FakeServer(new FakeMlflow())) {
      Ended plain = run(server, words(NETWORK, List.of()));
      Ended measured = run(server, words(NETWORK, measuring("")));

      assertThat(measured.assertCode(0).out()).isEqualTo(plain.assertCode(0).out());
    }
    assertThat(latest(Recorded.only(dir.resolve("runs")))).containsKey("system/jvm/heap/used");
  }

  /** Each mark on the device comes a millisecond after the one before. */
  @Test
  void timesOfTheDeviceAreFoundInTheRunAndInEveryTracker() throws Exception {
    String marks = IntStream.range(0, 100).mapToObj(Integer::toString).collect(joining("|"));
    StubLibrary.nvml(dir.resolve("driver")).script("devices 1");
    StubLibrary.cuda(dir.resolve("driver")).script("devices 1", "values cuEventRecord:0 " + marks);
    FakeMlflow mlflow = new FakeMlflow();
    try (FakeServer server = new FakeServer(mlflow)) {
      Program program = Program.plain(TestJdk.own(), dir).withListeners();
      List<String> words = new ArrayList<>(program.options());
      words.removeIf(word -> word.matches("-Dstepscope\\.(trackers|probes)=.*"));
      words.add("-Dstepscope.trackers=tensorboard+mlflow+wandb");
      List<String> classPath = new ArrayList<>(program.classPath());
      classPath.add(place(StubContext.class));
      words.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
      words.add("io.stepscope.agent.program.DeviceTimesProgram");
      run(server, words).assertCode(0);
      cli(server, "sync", "latest", "--to", "tensorboard,mlflow,wandb").assertCode(0);
      assertThat(cli(server, "show", "latest").assertCode(0).out())
          .contains("where the time of the device went");
      imported(server, RunFolder.list(dir.resolve("runs")).get(0).root()).assertCode(0);
    }

    RecordedRun run = Recorded.only(dir.resolve("runs"));
    run.assertCompleteAfterDeviceTimes(6);
    for (String part : List.of("backward", "update")) {
      String series = "time/" + part + "/device";
      assertThat(run.timings(series)).as(series).hasSize(6);
      assertThat(run.timings(series).values()).as(series).containsOnly(1_000_000L);
      assertThat(Recorded.only(dir.resolve("imported")).scalars(series).values())
          .as(series)
          .hasSize(6)
          .containsOnly((double) 0.001f);
      // A metric of MLflow's is a file, and none may be a folder of another.
      assertThat(mlflow.latest()).containsEntry("time/" + part + "_device", 0.001);
      assertThat(LoggedRun.read(LogReader.file(dir.resolve("cwd").resolve("wandb"))).values(series))
          .hasSize(6)
          .containsOnly("0.001");
    }
    assertThat(run.timings("time/step/device").values())
        .isNotEmpty()
        .allSatisfy(nanos -> assertThat(nanos).isBetween(2_000_000L, 20_000_000L));
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** The agent with all that it can measure, ten times a second. */
  private List<String> measuring(String trackers) throws IOException {
    Path number = Files.writeString(dir.resolve("number"), "42\n");
    Path json = Files.writeString(dir.resolve("json"), "{\"load\": 0.5}\n");
    return List.of(
        "-javaagent:"
            + Forked.JAR
            + "=dir="
            + dir.resolve("runs")
            + ",trackers="
            + trackers
            + ",progress=off,probes.interval=100ms,histograms=every:1,wandb.mode=offline",
        "-Dstepscope.probes.file.npu.power=" + number + " * 0.5",
        "-Dstepscope.probes.command.chip.run=cat " + json,
        "-Dstepscope.probes.command.chip.json.load=$.load",
        "-Dstepscope.probes.openmetrics.nobody.url=http://localhost:9/metrics");
  }

  private List<String> words(String main, List<String> agent) {
    Program plain = Program.plain(TestJdk.own(), dir);
    List<String> words = new ArrayList<>(plain.options());
    words.addAll(agent);
    words.addAll(List.of("-cp", String.join(File.pathSeparator, plain.classPath())));
    words.add("io.stepscope.agent.program." + main);
    return words;
  }

  private Ended cli(FakeServer server, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("-jar", Forked.JAR.toString()));
    all.addAll(List.of(words));
    all.addAll(List.of("--dir", dir.resolve("runs").toString()));
    return run(server, all);
  }

  /** A JVM in whose system there is a driver. */
  private Ended run(FakeServer server, List<String> words, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(TestJdk.own().java().toString()));
    command.addAll(words);
    command.addAll(List.of(more));
    Path out = Files.createTempFile(dir, "out", "");
    Path err = Files.createTempFile(dir, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(dir.resolve("cwd")).toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("LD_LIBRARY_PATH", dir.resolve("driver").toString());
    environment.remove("CUDA_VISIBLE_DEVICES");
    environment.remove("WANDB_API_KEY");
    environment.put("MLFLOW_TRACKING_URI", server.uri().toString());
    environment.put("STEPSCOPE_WANDB_MODE", "offline");
    Process process = builder.start();
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end within three minutes: " + command);
    }
    return new Ended(process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(err));
  }
}
