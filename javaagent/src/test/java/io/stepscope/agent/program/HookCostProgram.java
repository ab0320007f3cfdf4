package io.stepscope.agent.program;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains under the agent and measures, at the bridge itself, what woven methods cost a step. Not a
 * program as users have them: it reaches into the agent to see that.
 */
public final class HookCostProgram {

  private static final int WARM_UP = 2_000;
  private static final int STEPS = 4_000;

  /** What happens to a training, and not to its steps. */
  private static final Set<String> ONCE =
      Set.of("made", "ready", "iterated", "exhausted", "thrown", "closed");

  /** Nanoseconds of each call, by what was called. */
  private static final Map<String, List<Long>> CALLS = new TreeMap<>();

  private HookCostProgram() {}

  /**
   * Trains with {@code djl} or {@code dl4j} and prints how many calls go over the bridge in a step,
   * and their microseconds: the sum of the medians, which others on the same processor do not
   * disturb, and the sum of the means, in which all is that was measured.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("djl")) {
      trainer();
    } else {
      network();
    }
    double calls = 0;
    for (String name : CALLS.keySet()) {
      calls += ONCE.contains(name) ? 0 : perStep(name);
    }
    System.out.printf(
        Locale.ROOT,
        "%.1f calls a step, %.2f us by medians, %.2f us by means:",
        calls,
        micros(HookCostProgram::median),
        micros(HookCostProgram::mean));
    print(false);
    System.out.print("; in a training:");
    print(true);
    System.out.println();
  }

  private static void trainer() throws Exception {
    try (DjlTraining training = new DjlTraining()) {
      try (Trainer trainer = training.trainer(DjlTraining.config(Loss.softmaxCrossEntropyLoss()))) {
        EasyTrain.fit(trainer, 1, training.data(WARM_UP), null);
        listenAtTheBridge();
        EasyTrain.fit(trainer, 1, training.data(STEPS), null);
      }
    }
  }

  private static void network() throws Exception {
    MultiLayerNetwork network = SmallNetwork.sequence();
    DataSet batch = SmallNetwork.batch(new Random(3));
    network.fit(new ExistingDataSetIterator(Collections.nCopies(WARM_UP, batch)), 1);
    listenAtTheBridge();
    network.fit(new ExistingDataSetIterator(Collections.nCopies(STEPS, batch)), 1);
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

  /** What the calls of a step take together. */
  private static double micros(ToDoubleFunction<List<Long>> ofEach) {
    double micros = 0;
    for (Map.Entry<String, List<Long>> entry : CALLS.entrySet()) {
      if (!ONCE.contains(entry.getKey())) {
        micros += perStep(entry.getKey()) * ofEach.applyAsDouble(entry.getValue()) / 1e3;
      }
    }
    return micros;
  }

  private static double perStep(String name) {
    return (double) CALLS.getOrDefault(name, List.of()).size() / STEPS;
  }

  private static void print(boolean once) {
    CALLS.forEach(
        (name, nanos) -> {
          if (ONCE.contains(name) == once) {
            System.out.printf(Locale.ROOT, " %s %.0f ns", name, median(nanos));
          }
        });
  }

  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElse(0L);
  }

  private static double mean(List<Long> nanos) {
    return nanos.stream().mapToLong(Long::longValue).average().orElse(0);
  }
}
