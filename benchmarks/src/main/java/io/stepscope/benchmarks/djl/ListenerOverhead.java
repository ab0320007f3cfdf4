package io.stepscope.benchmarks.djl;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Compares trainings with and without the listener, a few steps of each in turn in one process.
 *
 * <p>There are three trainings of the same network on the same data: one without a listener, one
 * with it, and a second one without, the control. They take turns of {@value #SLICE} steps, and
 * another one begins each round, so that whatever else the machine does meets all three. Two
 * trainings without a listener differ as well, by where their memory happens to lie; hence the
 * control beside the result: what it shows is the error. Run the program several times.
 *
 * <p>What the listener adds is told apart: processor time of the training thread, as a difference
 * of means over all steps, histograms included; and that of Stepscope's own threads, which is
 * measured directly. Some of those work by the clock, not by the step, and three trainings that
 * take turns give the clock three times as long per step; so it is told as a share of the time that
 * passes, which is what it is of a training alone.
 *
 * <p>The JVM compiles a method for good only after thousands of calls, so the first steps of a
 * process cost several times what later ones do. Both are told.
 *
 * <p>Arguments: setting (default), width of the hidden layer (180, which is 0.2 million
 * parameters), first steps (6000), later steps (6000).
 */
public final class ListenerOverhead {

  private static final int SLICE = 5;
  private static final int TRAININGS = 3;
  private static final int WITH = 1;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Map<String, Map<String, String>> SETTINGS =
      Map.of(
          "default", Map.of("progress", "off"),
          "record-only", Map.of("progress", "off", "forward", "off"),
          "histograms-off", Map.of("progress", "off", "forward", "off", "histograms", "off"),
          "every-step", Map.of("progress", "off", "forward", "off", "histograms", "every:1"));

  private ListenerOverhead() {}

  /** Prints two lines, for the first steps and for those after them. */
  public static void main(String[] args) throws Exception {
    String name = args.length > 0 ? args[0] : "default";
    Map<String, String> values = SETTINGS.get(name);
    if (values == null) {
      throw new IllegalArgumentException("no setting " + name + ", but " + SETTINGS.keySet());
    }
    int units = args.length > 1 ? Integer.parseInt(args[1]) : 180;
    int[] steps = {
      args.length > 2 ? Integer.parseInt(args[2]) : 6_000,
      args.length > 3 ? Integer.parseInt(args[3]) : 6_000
    };
    Path dir = Files.createTempDirectory("stepscope-overhead");
    Candidate[] trainings = new Candidate[TRAININGS];
    for (int i = 0; i < TRAININGS; i++) {
      trainings[i] = new Candidate(units, i == WITH ? new Setting(name, values) : null, dir);
    }
    print(name, units, "first", measured(trainings, steps[0]));
    print(name, units, "later", measured(trainings, steps[1]));
    for (Candidate training : trainings) {
      training.close();
    }
  }

  private static Result measured(Candidate[] trainings, int steps) throws Exception {
    double own = ownThreadsNanos();
    long from = System.nanoTime();
    Spent[] spent = run(trainings, steps / SLICE);
    own = ownThreadsNanos() - own;
    long passed = System.nanoTime() - from;
    return new Result(
        steps,
        (double) spent[0].nanos / steps,
        (double) spent[WITH].nanos / steps,
        (double) spent[2].nanos / steps,
        own / passed,
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

  private static void print(String setting, int units, String when, Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-14s %,5d units, %s %,6d steps of %,6.0f us: training thread %+5.2f %% (control %+5.2f"
            + " %%), own threads %4.2f %%, in all %+5.2f %%, %,.0f bytes a step%n",
        setting,
        units,
        when,
        result.steps(),
        result.base() / 1e3,
        100 * result.added(),
        100 * result.control(),
        100 * result.own(),
        100 * (result.added() + result.own()),
        result.bytes());
  }

  /** One way to configure the run. */
  record Setting(String name, Map<String, String> values) {}

  /**
   * Nanoseconds a step: without a listener, with it, without it again; own threads as a share of
   * the time that passed; bytes a step.
   */
  private record Result(
      int steps, double first, double with, double second, double own, double bytes) {

    /** A step without a listener: the mean of both trainings. */
    double base() {
      return (first + second) / 2;
    }

    /** As a share of a step without. */
    double added() {
      return with / base() - 1;
    }

    /** How far a training without a listener is from the other: the error of the comparison. */
    double control() {
      return (second - first) / base();
    }
  }

  /** What one training took. */
  private static final class Spent {
    private long nanos;
    private long bytes;
  }
}
