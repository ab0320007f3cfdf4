package io.stepscope.probe.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stepscope.Run;
import io.stepscope.event.Scalar;
import io.stepscope.probe.Measured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host that the tests run on, through a run as users have it. */
@Timeout(120)
class HostProbeTest {
  private static final List<String> EVERYWHERE =
      List.of(
          "system/cpu/utilization",
          "system/cpu/0/utilization",
          "system/memory/used",
          "system/memory/available",
          "system/memory/utilization",
          "system/swap/used",
          "system/process/cpu/utilization",
          "system/process/memory/resident",
          "system/process/memory/virtual",
          "system/process/memory/utilization",
          "system/process/threads",
          "system/disk/used",
          "system/disk/available",
          "system/disk/utilization",
          "system/jvm/heap/used",
          "system/jvm/heap/committed",
          "system/jvm/nonheap/used",
          "system/jvm/buffers/used",
          "system/jvm/gc/pauses",
          "system/jvm/gc/time",
          "system/jvm/gc/utilization");

  @TempDir private Path dir;

  @Test
  void measuresTheHostThisProcessAndItsJvm() throws Exception {
    try (Run run =
        Run.builder()
            .dir(dir)
            .set("trackers", "")
            .set("console", "off")
            .set("probes.interval", "400ms")
            .start()) {
      run.scalar("train/loss", 17, 1.0);
      System.gc();
      Measured measured = Measured.in(run);
      Map<String, Double> latest =
          measured.until(values -> values.keySet().containsAll(EVERYWHERE));

      assertThat(latest)
          .allSatisfy(
              (name, value) -> {
                assertThat(value).as(name).isFinite().isNotNegative();
                if (name.endsWith("/utilization") && !name.contains("process/cpu")) {
                  assertThat(value).as(name).isLessThanOrEqualTo(1);
                }
              });
      assertThat(latest.get("system/process/memory/resident")).isBetween(10e6, 64e9);
      assertThat(latest.get("system/process/threads")).isGreaterThan(5);
      assertThat(latest.get("system/jvm/heap/used")).isPositive();
      assertThat(latest.get("system/disk/available"))
          .isCloseTo((double) Files.getFileStore(dir).getUsableSpace(), withPercentage(20));
      assertThat(measured.environment()).containsKeys("cpu.physical_cores", "cpu.sockets");
      assertThat(measured.scalars())
          .filteredOn(scalar -> scalar.name().equals("system/memory/used"))
          .extracting(Scalar::stamp)
          .anyMatch(stamp -> stamp.step() == 17);
      assertThat(run.recorder().failures()).isEmpty();
    }
  }

  @Test
  void whatTheKernelTellsIsWhatIsRecorded() throws Exception {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "no /proc on this system to compare with");
    try (Run run = Run.builder().dir(dir).set("trackers", "").set("console", "off").start()) {
      Map<String, Double> latest =
          Measured.in(run).until(values -> values.containsKey("system/process/threads"));
      BiConsumer<String, String> near =
          (series, field) ->
              assertThat(latest.get(series))
                  .as(series)
                  .isCloseTo(field(status, field), withPercentage(40));
      near.accept("system/process/threads", "Threads:");
      near.accept("system/process/memory/resident", "VmRSS:");
      near.accept("system/process/memory/virtual", "VmSize:");
    }
  }

  private static double field(Path status, String name) {
    String text = SmallFile.text(status);
    String line =
        text.lines()
            .filter(l -> l.startsWith(name))
            .findFirst()
            .orElseThrow()
            .substring(name.length());
    double number = Double.parseDouble(line.replace("kB", "").strip());
    return line.endsWith("kB") ? number * 1024 : number;
  }
}
