package io.stepscope.dl4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.evaluation.IEvaluation;

/**
 * Has SameDiff calculate the loss in a training step.
 *
 * <p>A step calculates what the gradients need, and what is to be evaluated. The value of the loss
 * is none of it, so the released version leaves it out and reports 0. Between the start of a step
 * and its first operation the loss is therefore put among what is to be evaluated, by nothing; then
 * the configuration is as it was, before anything but the step itself could see it.
 */
@SuppressWarnings("rawtypes") // As the configuration has them.
final class SameDiffLossRequest {

  private @Nullable TrainingConfig changed;
  private @Nullable Map<String, List<IEvaluation>> own;

  /** Asks for {@code losses} in the step that begins. */
  void ask(TrainingConfig config, Set<String> losses) {
    withdraw();
    Map<String, List<IEvaluation>> before = config.getTrainEvaluations();
    Map<String, List<IEvaluation>> with = before == null ? new HashMap<>() : new HashMap<>(before);
    for (String loss : losses) {
      with.putIfAbsent(loss, List.of());
    }
    own = before;
    changed = config;
    config.setTrainEvaluations(with);
  }

  /** Leaves the configuration as it was. */
  void withdraw() {
    if (changed != null) {
      changed.setTrainEvaluations(own);
      changed = null;
      own = null;
    }
  }
}
