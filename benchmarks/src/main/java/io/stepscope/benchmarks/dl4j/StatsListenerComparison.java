package io.stepscope.benchmarks.dl4j;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Compares trainings with our listener, with Deeplearning4j's StatsListener and with none, a few
 * steps of each in turn in one process, on the same batch at every step.
 *
 * <p>Another one begins each round, and each trial has new networks. After a turn there is a pause
 * until Stepscope's threads have nothing left to do; what they do is part of the process time of
 * the turn that caused it. Every number is the median over the trials of a mean over all steps of a
 * trial; added is the difference, within a trial, to the mean of the two trainings without a
 * listener. How far these two are apart says how far to trust it.
 *
 * <p>Arguments: trials (5), rounds in a trial (20), steps in a turn (5), width of the hidden layers
 * (690 and 2200, which is 1.0 and 9.8 million parameters), and the names, with semicolons between
 * them, of what to compare with no listener (all but the parts of the default): with few, the
 * trials can be long.
 */
public final class StatsListenerComparison {

  /** A warm-up of this part of the rounds comes before them. */
  private static final int WARM_UP_SHARE = 4;

  private static final long QUIET_MILLIS = 5;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private StatsListenerComparison() {}

  /** Prints one table per model size. */
  public static void main(String[] args) throws Exception {
    int trials = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    int steps = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    int[] widths = args.length > 3 ? new int[] {Integer.parseInt(args[3])} : new int[] {690, 2200};
    List<Contestant.Kind> kinds = args.length > 4 ? kinds(args[4]) : Contestant.KINDS;
    Path dir = Files.createTempDirectory("stepscope-statslistener");
    for (int hidden : widths) {
      List<List<Spent>> results = new ArrayList<>();
      kinds.forEach(kind -> results.add(new ArrayList<>()));
      for (int trial = 0; trial < trials; trial++) {
        List<Spent> spent = trial(kinds, hidden, rounds, steps, dir);
        for (int i = 0; i < spent.size(); i++) {
          results.get(i).add(spent.get(i));
        }
      }
      print(kinds, Networks.dense(hidden).numParams(), rounds * steps, results);
    }
  }

  private static List<Contestant.Kind> kinds(String names) {
    List<String> wanted = List.of(names.split(" *; *"));
    return Stream.concat(Contestant.KINDS.stream(), Contestant.PARTS.stream())
        .filter(kind -> kind.frequency() == Contestant.Kind.NONE || wanted.contains(kind.name()))
        .toList();
  }

  private static List<Spent> trial(
      List<Contestant.Kind> kinds, int hidden, int rounds, int steps, Path dir) throws Exception {
    DataSet batch = Networks.batch();
    List<Contestant> contestants = new ArrayList<>();
    for (Contestant.Kind kind : kinds) {
      contestants.add(Contestant.of(kind, hidden, batch, dir));
    }
    run(contestants, Math.max(2, rounds / WARM_UP_SHARE), steps);
    List<Spent> spent = run(contestants, rounds, steps);
    for (Contestant contestant : contestants) {
      contestant.close();
    }
    return spent;
  }

  private static List<Spent> run(List<Contestant> contestants, int rounds, int steps)
      throws InterruptedException {
    double[][] sums = new double[contestants.size()][3];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < contestants.size(); turn++) {
        int i = (round + turn) % contestants.size();
        long process = SYSTEM.getProcessCpuTime();
        long thread = THREADS.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        contestants.get(i).train(steps);
        sums[i][1] += System.nanoTime() - wall;
        sums[i][0] += THREADS.getCurrentThreadCpuTime() - thread;
        awaitQuiet();
        sums[i][2] += SYSTEM.getProcessCpuTime() - process;
      }
    }
    double millis = 1e6 * rounds * steps;
    return Arrays.stream(sums)
        .map(sum -> new Spent(sum[0] / millis, sum[1] / millis, sum[2] / millis))
        .toList();
  }

  /** Waits until no thread of ours has done anything for a while. */
  private static void awaitQuiet() throws InterruptedException {
    long before = -1;
    for (long now = ownThreadsNanos(); now != before; now = ownThreadsNanos()) {
      before = now;
      Thread.sleep(QUIET_MILLIS);
    }
  }

  private static long ownThreadsNanos() {
    long sum = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("stepscope-")) {
        sum += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return sum;
  }

  private static void print(
      List<Contestant.Kind> kinds, long parameters, int steps, List<List<Spent>> results) {
    System.out.printf(
        Locale.ROOT,
        "%n%,d parameters, %d trials of %d steps; milliseconds a step, medians of trials%n"
            + "%-32s %28s %28s %28s%n",
        parameters,
        results.get(0).size(),
        steps,
        "",
        "training thread, added",
        "on the clock, added",
        "process, added");
    for (int i = 0; i < results.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "%-32s %28s %28s %28s%n",
          kinds.get(i).name(),
          column(results, i, Spent::thread),
          column(results, i, Spent::wall),
          column(results, i, Spent::process));
    }
  }

  private static String column(List<List<Spent>> results, int i, ToDoubleFunction<Spent> what) {
    int trials = results.get(i).size();
    double[] all = new double[trials];
    double[] added = new double[trials];
    for (int trial = 0; trial < trials; trial++) {
      double first = what.applyAsDouble(results.get(0).get(trial));
      double again = what.applyAsDouble(results.get(results.size() - 1).get(trial));
      all[trial] = what.applyAsDouble(results.get(i).get(trial));
      added[trial] = all[trial] - (first + again) / 2;
    }
    return String.format(Locale.ROOT, "%.2f %+.2f", median(all), median(added));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Milliseconds a step. */
  private record Spent(double thread, double wall, double process) {}
}
