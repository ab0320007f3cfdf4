package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import ai.djl.training.loss.Loss;
import io.stepscope.training.TrainingSession;
import org.jspecify.annotations.Nullable;

/**
 * Values of the trainer's evaluators per step, epoch and validation pass.
 *
 * <p>Where DJL's own {@link EvaluatorTrainingListener} evaluates every batch, its values are read
 * and nothing is evaluated twice. Otherwise, and in validation, evaluators are given accumulators
 * of our own.
 */
final class EvaluatorMetrics {

  private static final String STEP = "stepscope/step";
  private static final String EPOCH = "stepscope/epoch";
  private static final String VALIDATION = "stepscope/validation";

  private final Trainer trainer;
  private final TrainingSession session;
  private final @Nullable EvaluatorTrainingListener theirs;
  private final boolean theirsFirst;
  private double pendingWeight;
  private boolean validating;

  /** Reads the evaluators of {@code trainer} beside {@code us}, one of its listeners. */
  EvaluatorMetrics(Trainer trainer, TrainingSession session, TrainingListener us) {
    this.trainer = trainer;
    this.session = session;
    ListenerOrder order = new ListenerOrder(us);
    trainer.notifyListeners(order::visit);
    theirs = order.evaluating;
    theirsFirst = order.evaluatingFirst;
    for (Evaluator evaluator : trainer.getEvaluators()) {
      evaluator.addAccumulator(VALIDATION);
      if (theirs == null && !(evaluator instanceof Loss)) {
        evaluator.addAccumulator(STEP);
        evaluator.addAccumulator(EPOCH);
      }
    }
  }

  /** Takes a training batch. */
  void trainingBatch(BatchData data) {
    flush();
    if (theirs == null) {
      for (Evaluator evaluator : trainer.getEvaluators()) {
        if (!(evaluator instanceof Loss)) {
          evaluator.resetAccumulator(STEP);
          update(evaluator, data, STEP, EPOCH);
        }
      }
    }
    pendingWeight = data.getBatch().getSize();
  }

  /** Records the last training batch, now that every listener has seen it. */
  void flush() {
    if (pendingWeight > 0) {
      String key = theirs == null ? STEP : EvaluatorTrainingListener.TRAIN_ALL;
      for (Evaluator evaluator : trainer.getEvaluators()) {
        if (!(evaluator instanceof Loss)) {
          session.metric(evaluator.getName(), evaluator.getAccumulator(key), pendingWeight);
        }
      }
      pendingWeight = 0;
    }
  }

  /** Takes a validation batch. */
  void validationBatch(BatchData data) {
    validating = true;
    for (Evaluator evaluator : trainer.getEvaluators()) {
      update(evaluator, data, VALIDATION);
    }
  }

  /** Records the validation pass, if there was one. */
  boolean validationDone() {
    if (!validating) {
      return false;
    }
    validating = false;
    for (Evaluator evaluator : trainer.getEvaluators()) {
      String name = evaluator == trainer.getLoss() ? "loss" : evaluator.getName();
      session.validation(name, evaluator.getAccumulator(VALIDATION));
      evaluator.resetAccumulator(VALIDATION);
    }
    return true;
  }

  /**
   * Records the epoch.
   *
   * @param announced whether DJL said that it ended; their accumulators are reset only then
   */
  void epochDone(boolean announced) {
    for (Evaluator evaluator : trainer.getEvaluators()) {
      if (!(evaluator instanceof Loss)) {
        Float value = epochValue(evaluator, announced);
        if (value != null && !value.isNaN()) {
          session.epochMetric(evaluator.getName(), value);
        }
      }
    }
  }

  private @Nullable Float epochValue(Evaluator evaluator, boolean announced) {
    if (theirs == null) {
      float value = evaluator.getAccumulator(EPOCH);
      evaluator.resetAccumulator(EPOCH);
      return value;
    }
    if (!announced) {
      return null;
    }
    return theirsFirst
        ? theirs.getLatestEvaluations().get("train_" + evaluator.getName())
        : Float.valueOf(evaluator.getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH));
  }

  private static void update(Evaluator evaluator, BatchData data, String... keys) {
    for (Device device : data.getLabels().keySet()) {
      NDList labels = data.getLabels().get(device);
      NDList predictions = data.getPredictions().get(device);
      if (predictions != null) {
        evaluator.updateAccumulators(keys, labels, predictions);
      }
    }
  }

  /** Looks for DJL's evaluating listener, and whether it is called before us. */
  private static final class ListenerOrder {
    private final TrainingListener us;
    private boolean seenUs;
    private boolean evaluatingFirst;
    private @Nullable EvaluatorTrainingListener evaluating;

    ListenerOrder(TrainingListener us) {
      this.us = us;
    }

    void visit(TrainingListener listener) {
      seenUs |= listener == us;
      if (evaluating == null && listener instanceof EvaluatorTrainingListener found) {
        evaluating = found;
        evaluatingFirst = !seenUs;
      }
    }
  }
}
