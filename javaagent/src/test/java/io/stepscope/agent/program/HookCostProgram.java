package io.stepscope.agent.program;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Trains under the agent and measures, at the bridge itself, what woven methods cost a step. Not a
 * program as users have them: it reaches into the agent to see that.
 */
public final class HookCostProgram {

  private static final int WARM_UP = 2_000;
  private static final int STEPS = 4_000;

  /** Nanoseconds of each call, by what was called. */
  private static final Map<String, List<Long>> CALLS = new TreeMap<>();

  private HookCostProgram() {}

  /**
   * Prints how many calls go over the bridge in a step, and their microseconds: the sum of the
   * medians, which others on the same processor do not disturb.
   */
  public static void main(String[] arguments) throws Exception {
    try (DjlTraining training = new DjlTraining()) {
      try (Trainer trainer =
          training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss(), arguments))) {
        EasyTrain.fit(trainer, 1, training.data(WARM_UP), null);
        listenAtTheBridge();
        EasyTrain.fit(trainer, 1, training.data(STEPS), null);
      }
    }
    double calls = 0;
    double micros = 0;
    for (List<Long> nanos : CALLS.values()) {
      double perStep = (double) nanos.size() / STEPS;
      calls += perStep;
      micros += perStep * median(nanos) / 1e3;
    }
    System.out.printf(Locale.ROOT, "%.1f calls and %.2f us a step:", calls, micros);
    CALLS.forEach(
        (name, nanos) -> System.out.printf(Locale.ROOT, " %s %d ns", name, median(nanos)));
    System.out.println();
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
          long took = System.nanoTime() - began;
          CALLS.computeIfAbsent((String) call[0], unknown -> new ArrayList<>()).add(took);
          return result;
        };
    receiver.set(null, timed);
  }

  private static long median(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElse(0L);
  }
}
