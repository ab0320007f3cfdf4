package io.stepscope.samples.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.stepscope.Run;
import io.stepscope.RunBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings of this sample as they are, against output in the formats of the tools: composed
 * from their documentation, for none of these devices was at hand.
 */
@Timeout(120)
class VendorToolsTest {
  private static final Path FORMATS = Path.of("src", "test", "resources", "formats");

  @TempDir private Path dir;

  @BeforeEach
  void needsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh to print recorded output with");
  }

  @Test
  void rocmSmi() throws Exception {
    assertThat(measured("rocm-smi", printing("rocm-smi.json"), "gpu/1/temperature"))
        .contains(
            entry("gpu/0/utilization", 0.87),
            entry("gpu/0/memory/used", 17_175_674_880.0),
            entry("gpu/0/power", 96.0),
            entry("gpu/0/temperature", 41.0),
            entry("gpu/1/utilization", 0.0),
            entry("gpu/1/temperature", 35.0))
        .doesNotContainKeys("gpu/1/power", "gpu/2/utilization");
  }

  @Test
  void amdSysfs() throws Exception {
    Path sys = dir.resolve("sys");
    write(sys.resolve("class/drm/card1/device/gpu_busy_percent"), "42");
    write(sys.resolve("class/drm/card1/device/mem_info_vram_used"), "17163091968");
    write(sys.resolve("class/drm/card1/device/hwmon/hwmon4/power1_average"), "88000000");
    write(sys.resolve("class/drm/card1/device/hwmon/hwmon4/temp1_input"), "61000");
    write(sys.resolve("class/drm/card1/device/hwmon/hwmon4/freq1_input"), "1725000000");
    write(sys.resolve("class/drm/card2/device/gpu_busy_percent"), "7");
    Files.createDirectories(sys.resolve("class/drm/card1-DP-1"));
    assertThat(
            measured("amd-sysfs", value -> value.replace("/sys/", sys + "/"), "gpu/1/utilization"))
        .contains(
            entry("gpu/0/utilization", 0.42),
            entry("gpu/0/memory/used", 17_163_091_968.0),
            entry("gpu/0/power", 88.0),
            entry("gpu/0/temperature", 61.0),
            entry("gpu/0/clock/sm", 1.725e9),
            entry("gpu/1/utilization", 0.07));
  }

  @Test
  void intelXpuSmi() throws Exception {
    assertThat(measured("intel-xpu-smi", printing("intel-xpu-smi.json"), "gpu/0/power"))
        .contains(
            entry("gpu/0/utilization", 0.625),
            entry("gpu/0/memory/used", 2048.5 * 1048576),
            entry("gpu/0/power", 143.31),
            entry("gpu/0/temperature", 58.0),
            entry("gpu/0/clock/sm", 1.55e9));
  }

  /** It never ends by itself. */
  @Test
  void neuronMonitor() throws Exception {
    String file = FORMATS.resolve("neuron-monitor.json").toAbsolutePath().toString();
    assertThat(
            measured(
                "neuron-monitor",
                value ->
                    value.equals("neuron-monitor")
                        ? "sh -c 'while :; do cat " + file + "; sleep 1; done'"
                        : value,
                "neuron/memory/used"))
        .contains(
            entry("neuron/0/utilization", 0.9125),
            entry("neuron/1/utilization", 0.5),
            entry("neuron/memory/used", 10_229_832_800.0),
            entry("neuron/memory/host", 610_705_408.0));
  }

  @Test
  void ttSmi() throws Exception {
    assertThat(measured("tt-smi", printing("tt-smi.json"), "npu/1/clock/sm"))
        .contains(
            entry("npu/0/power", 18.0),
            entry("npu/0/temperature", 43.7),
            entry("npu/0/clock/sm", 5e8),
            entry("npu/0/voltage", 0.72),
            entry("npu/1/power", 85.5),
            entry("npu/1/current", 101.0));
  }

  @Test
  void dcgmExporter() throws Exception {
    byte[] page = Files.readAllBytes(FORMATS.resolve("dcgm-exporter.txt"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.sendResponseHeaders(200, page.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(page);
          }
        });
    server.start();
    try {
      String address = "127.0.0.1:" + server.getAddress().getPort();
      assertThat(
              measured(
                  "dcgm-exporter",
                  value -> value.replace("localhost:9400", address),
                  "gpu/1/clock/sm"))
          .contains(
              entry("gpu/0/utilization", 0.99),
              entry("gpu/0/memory/used", 70_000.0 * 1048576),
              entry("gpu/0/power", 612.418),
              entry("gpu/0/temperature", 41.0),
              entry("gpu/0/temperature/memory", 44.0),
              entry("gpu/0/clock/sm", 1.98e9),
              entry("gpu/0/energy", 123_456.789),
              entry("gpu/1/clock/sm", 3.45e8))
          .doesNotContainKey("gpu/1/temperature/memory");
    } finally {
      server.stop(0);
    }
  }

  /** Records what a configuration measures, until a series is there. */
  private Map<String, Double> measured(String tool, UnaryOperator<String> here, String awaited)
      throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("config", tool + ".properties"))) {
      properties.load(reader);
    }
    RunBuilder builder =
        Run.builder()
            .dir(dir.resolve("runs"))
            .set("trackers", "")
            .set("console", "off")
            .set("progress", "off");
    properties
        .stringPropertyNames()
        .forEach(key -> builder.set(key, here.apply(properties.getProperty(key))));
    try (Run run = builder.start()) {
      Map<String, Double> latest = Measured.until(run, awaited);
      assertThat(run.recorder().failures()).isEmpty();
      return latest;
    }
  }

  private static UnaryOperator<String> printing(String file) {
    String command = "cat '" + FORMATS.resolve(file).toAbsolutePath() + "'";
    return value -> value.startsWith("$") ? value : command;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
