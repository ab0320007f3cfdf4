package io.stepscope.benchmarks.djl;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares trainings with and without the listener, a few steps of each in turn in one process.
 *
 * <p>A trial has three trainings of the same network on the same data: one without a listener, one
 * with it, and a second one without, the control. They take turns of {@value #SLICE} steps, and
 * another one begins each round, so that whatever else the machine does meets all three. Two
 * trainings without a listener differ as well, by where their memory happens to lie; hence several
 * trials with new networks, and the control beside the result: what it shows is the error.
 *
 * <p>What the listener adds is told apart: processor time of the training thread, as a difference
 * of means over all steps, histograms included; and that of Stepscope's own threads, which is
 * measured directly, until they have caught up. Both together are the processor time added.
 *
 * <p>The JVM compiles a method for good only after thousands of calls, so the first steps of a
 * process cost several times what later ones do. The first trial is long, and is told apart.
 *
 * <p>Arguments: trials (9), rounds in a trial (100), width of the hidden layer (180 and 1200, which
 * is 0.2 and 1.3 million parameters).
 */
public final class ListenerOverhead {

  private static final int SLICE = 5;
  private static final int WARM_UP_ROUNDS = 40;
  private static final int FIRST_ROUNDS = 1_200;
  private static final int TRAININGS = 3;
  private static final int WITH = 1;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("default", Map.of("progress", "off")),
          new Setting("record only", Map.of("progress", "off", "forward", "off")),
          new Setting(
              "histograms off", Map.of("progress", "off", "forward", "off", "histograms", "off")),
          new Setting(
              "every step", Map.of("progress", "off", "forward", "off", "histograms", "every:1")));

  private ListenerOverhead() {}

  /** Prints one table per model size. */
  public static void main(String[] args) throws Exception {
    int trials = args.length > 0 ? Integer.parseInt(args[0]) : 9;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int[] widths = args.length > 2 ? new int[] {Integer.parseInt(args[2])} : new int[] {180, 1200};
    Path dir = Files.createTempDirectory("stepscope-overhead");
    for (int units : widths) {
      System.out.printf(
          Locale.ROOT,
          "%nhidden layer of %,d units, %d trials of %d steps; medians (least to most)%n"
              + "%-16s %-10s %-26s %-26s %-12s %-26s %s%n",
          units,
          trials,
          rounds * SLICE,
          "",
          "us a step",
          "training thread",
          "control",
          "own threads",
          "added in all",
          "bytes a step");
      if (units == widths[0]) {
        Setting first = SETTINGS.get(0);
        print("first " + FIRST_ROUNDS * SLICE, List.of(trial(first, units, FIRST_ROUNDS, dir)));
      }
      for (Setting setting : SETTINGS) {
        List<Trial> results = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
          results.add(trial(setting, units, rounds, dir));
        }
        print(setting.name(), results);
      }
    }
  }

  private static Trial trial(Setting setting, int units, int rounds, Path dir) throws Exception {
    Candidate[] trainings = new Candidate[TRAININGS];
    for (int i = 0; i < TRAININGS; i++) {
      trainings[i] = new Candidate(units, i == WITH ? setting : null, dir);
    }
    run(trainings, WARM_UP_ROUNDS);
    double own = ownThreadsNanos();
    Spent[] spent = run(trainings, rounds);
    double steps = (double) rounds * SLICE;
    own = ownThreadsNanos() - own;
    for (Candidate training : trainings) {
      training.close();
    }
    return new Trial(
        spent[0].nanos / steps,
        spent[WITH].nanos / steps,
        spent[2].nanos / steps,
        own / steps,
        (spent[WITH].bytes - (spent[0].bytes + spent[2].bytes) / 2.0) / steps);
  }

  private static Spent[] run(Candidate[] trainings, int rounds) throws Exception {
    Spent[] spent = new Spent[trainings.length];
    Arrays.setAll(spent, i -> new Spent());
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < trainings.length; turn++) {
        int i = (round + turn) % trainings.length;
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        trainings[i].train(SLICE);
        spent[i].nanos += THREADS.getCurrentThreadCpuTime() - nanos;
        spent[i].bytes += THREADS.getCurrentThreadAllocatedBytes() - bytes;
      }
    }
    return spent;
  }

  /** Processor time so far of the threads that Stepscope started. */
  private static double ownThreadsNanos() {
    double sum = 0;
    for (long id : THREADS.getAllThreadIds()) {
      var thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith("stepscope")) {
        sum += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return sum;
  }

  private static void print(String name, List<Trial> trials) {
    System.out.printf(
        Locale.ROOT,
        "%-16s %-10.0f %-26s %-26s %-12s %-26s %,.0f%n",
        name,
        median(trials.stream().mapToDouble(t -> t.base() / 1e3).toArray()),
        percent(trials.stream().mapToDouble(t -> t.added() / t.base()).toArray()),
        percent(trials.stream().mapToDouble(t -> t.control() / t.base()).toArray()),
        String.format(
            Locale.ROOT,
            "%.2f %%",
            100 * median(trials.stream().mapToDouble(t -> t.own / t.base()).toArray())),
        percent(trials.stream().mapToDouble(t -> (t.added() + t.own) / t.base()).toArray()),
        median(trials.stream().mapToDouble(t -> t.bytes).toArray()));
  }

  private static String percent(double[] shares) {
    double[] sorted = shares.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%+.2f %% (%+.1f to %+.1f)",
        100 * median(sorted),
        100 * sorted[0],
        100 * sorted[sorted.length - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** One way to configure the run. */
  record Setting(String name, Map<String, String> values) {}

  /** Nanoseconds a step: without a listener, with it, without it again; own threads; bytes. */
  private record Trial(double first, double with, double second, double own, double bytes) {

    /** A step without a listener: the mean of both trainings. */
    double base() {
      return (first + second) / 2;
    }

    double added() {
      return with - base();
    }

    /** How far a training without a listener is from the other: the error of the comparison. */
    double control() {
      return second - first;
    }
  }

  /** What one training took. */
  private static final class Spent {
    private long nanos;
    private long bytes;
  }
}
