package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What a validation pass during fit gave: the loss, and the evaluations that the program
 * configured. SameDiff shows their results to no listener, so copies of them see the same values.
 */
final class SameDiffValidation {

  private final Recorder recorder;
  private final TrainingSession session;
  private final List<Evaluated> evaluated = new ArrayList<>();
  private boolean open;
  private double lossSum;
  private double lossWeight;

  SameDiffValidation(Recorder recorder, TrainingSession session) {
    this.recorder = recorder;
    this.session = session;
  }

  /** A variable has a value for a batch of the pass. */
  void value(SameDiff graph, MultiDataSet batch, String variable, INDArray value) {
    if (!open) {
      open = true;
      begin(graph);
    }
    if (graph.getLossVariables().contains(variable)) {
      double weight = batch.numFeatureArrays() > 0 ? batch.getFeatures(0).size(0) : 1;
      for (long i = 0; i < value.length(); i++) {
        lossSum += weight * value.getDouble(i);
      }
      if (variable.equals(graph.getLossVariables().get(0))) {
        lossWeight += weight;
      }
    }
    for (Evaluated each : evaluated) {
      if (each.variable.equals(variable)) {
        each.evaluation.eval(
            batch.getLabels(each.label), value, batch.getLabelsMaskArray(each.label));
      }
    }
  }

  /** The pass is over; nothing if there was none. */
  void done() {
    if (!open) {
      return;
    }
    open = false;
    if (lossWeight > 0) {
      session.validation("loss", lossSum / lossWeight);
    }
    lossSum = 0;
    lossWeight = 0;
    boolean several = evaluated.stream().map(Evaluated::variable).distinct().count() > 1;
    for (Evaluated each : evaluated) {
      String prefix = several ? each.variable + "/" : "";
      EvaluationResults.record(prefix, List.of(each.evaluation), session, recorder);
    }
    evaluated.clear();
  }

  @SuppressWarnings("rawtypes") // As the configuration has them.
  private void begin(SameDiff graph) {
    evaluated.clear();
    var configured = graph.getTrainingConfig().getValidationEvaluations();
    Map<String, Integer> labels = graph.getTrainingConfig().getValidationEvaluationLabels();
    if (configured != null) {
      configured.forEach(
          (variable, evaluations) -> {
            Integer label = labels == null ? null : labels.get(variable);
            for (var each : evaluations) {
              evaluated.add(new Evaluated(variable, label == null ? 0 : label, each.newInstance()));
            }
          });
    }
  }

  /** An evaluation of one variable against one array of labels. */
  private record Evaluated(String variable, int label, IEvaluation<?> evaluation) {}
}
