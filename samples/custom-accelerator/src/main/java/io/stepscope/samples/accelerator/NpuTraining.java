package io.stepscope.samples.accelerator;

import io.stepscope.Run;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Fits a line on two simulated NPUs, and records what these do. */
public final class NpuTraining {
  private static final int STEPS = 400;
  private static final int WORK = 200_000;

  private NpuTraining() {}

  /** Trains for a few seconds. */
  public static void main(String[] arguments) throws Exception {
    try (SimulatedNpu first = new SimulatedNpu(0);
        SimulatedNpu second = new SimulatedNpu(1);
        Run run = Run.builder().experiment("npu").set("probes.interval", "500ms").start()) {
      run.accelerators(new NpuProvider(List.of(first, second)));
      first.allocate(3L << 30);
      second.allocate(1L << 30);
      train(run, first, second);
    }
  }

  private static void train(Run run, SimulatedNpu first, SimulatedNpu second)
      throws InterruptedException, ExecutionException {
    double slope = 0;
    for (long step = 0; step < STEPS; step++) {
      double now = slope;
      var one = first.submit(() -> gradient(now, WORK));
      var other = second.submit(() -> gradient(now, WORK / 4));
      double gradient = (one.get() + other.get()) / 2;
      slope -= 0.05 * gradient;
      run.scalar("train/loss", step, (slope - 3) * (slope - 3));
      run.stepComplete(step);
    }
  }

  /** Of (slope - 3)², found the long way. */
  private static double gradient(double slope, int samples) {
    double sum = 0;
    for (int i = 1; i <= samples; i++) {
      double x = (double) i / samples;
      sum += 2 * (slope * x - 3 * x) * x;
    }
    return 3 * sum / samples;
  }
}
