package io.stepscope.benchmarks.djl;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares trainings with and without the listener, turn by turn in one process.
 *
 * <p>Reports per step the time on the clock, the processor time of the training thread, and that of
 * the whole process, so that work on other threads counts. After each turn there is a pause that
 * counts as well: what other threads have left to do belongs to the turn that caused it. A ratio
 * compares turns of one round only; given are its median and the 95 % confidence interval of the
 * median over all rounds.
 *
 * <p>Arguments: rounds (20), width of the hidden layer (180 and 1200, which is 0.2 and 1.3 million
 * parameters).
 *
 * <p>Run: {@code OMP_NUM_THREADS=1 java -Dai.djl.pytorch.num_threads=1 -cp
 * benchmarks/target/benchmarks.jar io.stepscope.benchmarks.djl.ListenerOverhead}
 */
public final class ListenerOverhead {

  private static final int WARM_UP_ROUNDS = 2;

  /** Passes over the data in one turn: the processor time of a process is told in 10 ms. */
  private static final int PASSES = 8;

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

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private ListenerOverhead() {}

  /** Prints one table per model size. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int[] widths = args.length > 1 ? new int[] {Integer.parseInt(args[1])} : new int[] {180, 1200};
    for (int units : widths) {
      new ListenerOverhead().compare(units, rounds);
    }
  }

  private void compare(int units, int rounds) throws Exception {
    Path dir = Files.createTempDirectory("stepscope-overhead");
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate("no listener", units, null, dir));
    CONFIGURATIONS.forEach(
        (name, settings) -> candidates.add(new Candidate(name, units, settings, dir)));
    // The control: how much two trainings without a listener differ is what no ratio can tell.
    candidates.add(new Candidate("no listener again", units, null, dir));
    double[][] wall = new double[candidates.size()][rounds];
    double[][] thread = new double[candidates.size()][rounds];
    double[][] cpu = new double[candidates.size()][rounds];
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int turn = 0; turn < candidates.size(); turn++) {
        // A round begins with another candidate each time.
        int i = Math.floorMod(round + turn, candidates.size());
        measure(candidates.get(i), round, wall[i], thread[i], cpu[i]);
      }
    }
    print(candidates, wall, thread, cpu);
    candidates.forEach(Candidate::close);
  }

  private void measure(Candidate candidate, int round, double[] wall, double[] thread, double[] cpu)
      throws Exception {
    long cpuBefore = system.getProcessCpuTime();
    long threadBefore = threads.getCurrentThreadCpuTime();
    long before = System.nanoTime();
    int steps = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      steps += candidate.train();
    }
    long after = System.nanoTime();
    long threadAfter = threads.getCurrentThreadCpuTime();
    Thread.sleep(PAUSE_MILLIS);
    if (round >= 0) {
      wall[round] = (after - before) / 1e3 / steps;
      thread[round] = (threadAfter - threadBefore) / 1e3 / steps;
      cpu[round] = (system.getProcessCpuTime() - cpuBefore) / 1e3 / steps;
    }
  }

  private static void print(
      List<Candidate> candidates, double[][] wall, double[][] thread, double[][] cpu) {
    System.out.printf(
        Locale.ROOT,
        "%n%,d parameters, %d rounds of %d passes%n%-22s %-36s %-36s %s%n",
        candidates.get(0).parameters(),
        wall[0].length,
        PASSES,
        "us a step",
        "on the clock",
        "training thread",
        "whole process");
    for (int i = 0; i < candidates.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "%-22s %-36s %-36s %s%n",
          candidates.get(i).name,
          column(wall[i], wall[0]),
          column(thread[i], thread[0]),
          column(cpu[i], cpu[0]));
    }
  }

  private static String column(double[] values, double[] base) {
    return String.format(
        Locale.ROOT, "%6.0f %s", sorted(values)[values.length / 2], ratio(values, base));
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
