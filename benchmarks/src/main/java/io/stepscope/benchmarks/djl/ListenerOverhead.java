package io.stepscope.benchmarks.djl;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares trainings with and without the listener, in turns of one pass each, in one process.
 *
 * <p>Reports per step the time on the clock and the processor time of the whole process, so that
 * work on other threads counts. After each pass there is a pause that counts as well: what other
 * threads have left to do belongs to the pass that caused it. A ratio compares passes of one round
 * only; given are its median and the 95 % confidence interval of the median over all rounds.
 *
 * <p>Run: {@code OMP_NUM_THREADS=1 java -Dai.djl.pytorch.num_threads=1 -cp
 * benchmarks/target/benchmarks.jar io.stepscope.benchmarks.djl.ListenerOverhead [rounds]}
 */
public final class ListenerOverhead {

  private static final int WARM_UP_ROUNDS = 4;
  private static final long PAUSE_MILLIS = 300;

  private static final Map<String, Map<String, String>> CONFIGURATIONS = new LinkedHashMap<>();

  static {
    CONFIGURATIONS.put("default", Map.of("progress", "off"));
    CONFIGURATIONS.put("record only", Map.of("progress", "off", "forward", "off"));
    CONFIGURATIONS.put(
        "histograms off", Map.of("progress", "off", "forward", "off", "histograms", "off"));
    CONFIGURATIONS.put(
        "histograms every step",
        Map.of("progress", "off", "forward", "off", "histograms", "every:1"));
  }

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ListenerOverhead() {}

  /** Prints one table per model size. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 40;
    for (int units : new int[] {180, 1200}) {
      new ListenerOverhead().compare(units, rounds);
    }
  }

  private void compare(int units, int rounds) throws Exception {
    Path dir = Files.createTempDirectory("stepscope-overhead");
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate("no listener", units, null, dir));
    CONFIGURATIONS.forEach(
        (name, settings) -> candidates.add(new Candidate(name, units, settings, dir)));
    double[][] wall = new double[candidates.size()][rounds];
    double[][] cpu = new double[candidates.size()][rounds];
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int turn = 0; turn < candidates.size(); turn++) {
        // A round begins with another candidate each time.
        int i = Math.floorMod(round + turn, candidates.size());
        measure(candidates.get(i), round, wall[i], cpu[i]);
      }
    }
    print(candidates, wall, cpu);
    candidates.forEach(Candidate::close);
  }

  private void measure(Candidate candidate, int round, double[] wall, double[] cpu)
      throws Exception {
    long cpuBefore = system.getProcessCpuTime();
    long before = System.nanoTime();
    int steps = candidate.train();
    long after = System.nanoTime();
    Thread.sleep(PAUSE_MILLIS);
    if (round >= 0) {
      wall[round] = (after - before) / 1e3 / steps;
      cpu[round] = (system.getProcessCpuTime() - cpuBefore) / 1e3 / steps;
    }
  }

  private static void print(List<Candidate> candidates, double[][] wall, double[][] cpu) {
    System.out.printf(
        Locale.ROOT,
        "%n%,d parameters, %d rounds%n",
        candidates.get(0).parameters(),
        wall[0].length);
    System.out.printf(
        "%-22s %12s %12s   %-28s %s%n",
        "", "us/step", "CPU us/step", "time against none", "CPU against none");
    for (int i = 0; i < candidates.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "%-22s %12.0f %12.0f   %-28s %s%n",
          candidates.get(i).name,
          sorted(wall[i])[wall[i].length / 2],
          sorted(cpu[i])[cpu[i].length / 2],
          ratio(wall[i], wall[0]),
          ratio(cpu[i], cpu[0]));
    }
  }

  /** Median ratio of the rounds, with the order statistics that enclose it 19 times of 20. */
  private static String ratio(double[] values, double[] base) {
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / base[i];
    }
    double[] sorted = sorted(ratios);
    int n = sorted.length;
    int reach = (int) Math.ceil(0.98 * Math.sqrt(n));
    return String.format(
        Locale.ROOT,
        "%.4f (%.4f to %.4f)",
        sorted[n / 2],
        sorted[Math.max(0, n / 2 - reach)],
        sorted[Math.min(n - 1, n / 2 + reach)]);
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
