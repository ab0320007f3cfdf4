package io.stepscope.benchmarks.probe;

import io.stepscope.Run;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How much of a core a process takes that does nothing else than a run, with probes of the host and
 * without. Their threads come and go, so that nothing is told by thread.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.stepscope.benchmarks.probe.HostProbeCost [seconds] [interval]
 * }</pre>
 */
public final class HostProbeCost {
  private HostProbeCost() {}

  /** Measures for 60 seconds each at the default interval, unless told otherwise. */
  public static void main(String[] arguments) throws Exception {
    long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 60;
    String interval = arguments.length > 1 ? arguments[1] : "5s";
    System.out.printf(
        Locale.ROOT,
        "%d cores, %s, each measured for %d s, interval %s%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        seconds,
        interval);
    Path dir = Files.createTempDirectory("host-probe-cost");
    try {
      measure("probes off", dir, "off", interval, seconds);
      measure("probes on", dir, "on", interval, seconds);
    } finally {
      delete(dir);
    }
  }

  private static void measure(String what, Path dir, String probes, String interval, long seconds)
      throws InterruptedException {
    long startMillis = processCpuNanos() / 1_000_000;
    try (Run run =
        Run.builder()
            .dir(dir)
            .set("trackers", "")
            .set("console", "off")
            .set("progress", "off")
            .set("probes", probes)
            .set("probes.interval", interval)
            .start()) {
      run.scalar("train/loss", 0, 1);
      // What is paid once, to open them and for the first looks.
      Thread.sleep(15_000);
      long openedMillis = processCpuNanos() / 1_000_000 - startMillis;
      long cpu = processCpuNanos();
      long start = System.nanoTime();
      Thread.sleep(seconds * 1_000);
      double elapsed = System.nanoTime() - start;
      System.out.printf(
          Locale.ROOT,
          "%-10s  first 15 s: %5d ms of CPU; then %.3f %% of a core%n",
          what,
          openedMillis,
          100 * (processCpuNanos() - cpu) / elapsed);
    }
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void delete(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
