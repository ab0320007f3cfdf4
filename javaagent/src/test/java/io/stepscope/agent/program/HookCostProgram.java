package io.stepscope.agent.program;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.loss.Loss;
import java.lang.reflect.Field;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Trains under the agent and measures, at the bridge itself, what woven methods cost a step. Not a
 * program as users have them: it reaches into the agent to see that.
 */
public final class HookCostProgram {

  private static final int WARM_UP = 2_000;
  private static final int STEPS = 1_000;
  private static final int ROUNDS = 9;

  private static final LongAdder CALLS = new LongAdder();
  private static final LongAdder NANOS = new LongAdder();

  private HookCostProgram() {}

  /** Prints calls over the bridge and their microseconds per step: the median of some rounds. */
  public static void main(String[] arguments) throws Exception {
    try (DjlTraining training = new DjlTraining()) {
      try (Trainer trainer =
          training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss(), arguments))) {
        Dataset warmUp = training.data(WARM_UP);
        Dataset data = training.data(STEPS);
        EasyTrain.fit(trainer, 1, warmUp, null);
        listenAtTheBridge();
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          CALLS.reset();
          NANOS.reset();
          EasyTrain.fit(trainer, 1, data, null);
          micros[round] = NANOS.sum() / 1e3 / STEPS;
        }
        java.util.Arrays.sort(micros);
        System.out.printf(
            Locale.ROOT,
            "%.1f calls and %.2f us a step (least %.2f, most %.2f); the clock alone %.2f us%n",
            (double) CALLS.sum() / STEPS,
            micros[ROUNDS / 2],
            micros[0],
            micros[ROUNDS - 1],
            clock() * CALLS.sum() / STEPS);
      }
    }
  }

  @SuppressWarnings("unchecked") // That is what the bridge leads to.
  private static void listenAtTheBridge() throws ReflectiveOperationException {
    Field receiver =
        Class.forName("io.stepscope.bridge.Bridge", false, null).getDeclaredField("receiver");
    receiver.setAccessible(true);
    Function<Object[], Object> agent = (Function<Object[], Object>) receiver.get(null);
    Function<Object[], Object> timed =
        call -> {
          long began = System.nanoTime();
          Object result = agent.apply(call);
          NANOS.add(System.nanoTime() - began);
          CALLS.increment();
          return result;
        };
    receiver.set(null, timed);
  }

  /** What reading the clock twice takes, in microseconds; it is part of each call. */
  private static double clock() {
    long[] all =
        LongStream.range(0, 200_000)
            .map(
                i -> {
                  long began = System.nanoTime();
                  return System.nanoTime() - began;
                })
            .sorted()
            .toArray();
    return all[all.length / 2] / 1e3;
  }
}
