package io.stepscope.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.IMetric;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationBinary;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.evaluation.classification.ROCBinary;
import org.nd4j.evaluation.classification.ROCMultiClass;
import org.nd4j.evaluation.regression.RegressionEvaluation;

/** The numbers that ND4J's evaluations come down to, by names that all frameworks share. */
final class Nd4jEvaluations {

  private Nd4jEvaluations() {}

  /** Values by name; none for a class of evaluations that is not ND4J's. */
  static Map<String, Double> values(IEvaluation<?> evaluation) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (evaluation instanceof Evaluation) {
      put(values, evaluation, "Accuracy", Evaluation.Metric.ACCURACY);
      put(values, evaluation, "F1", Evaluation.Metric.F1);
      put(values, evaluation, "Precision", Evaluation.Metric.PRECISION);
      put(values, evaluation, "Recall", Evaluation.Metric.RECALL);
    } else if (evaluation instanceof EvaluationBinary) {
      put(values, evaluation, "Accuracy", EvaluationBinary.Metric.ACCURACY);
      put(values, evaluation, "F1", EvaluationBinary.Metric.F1);
      put(values, evaluation, "Precision", EvaluationBinary.Metric.PRECISION);
      put(values, evaluation, "Recall", EvaluationBinary.Metric.RECALL);
    } else if (evaluation instanceof RegressionEvaluation) {
      put(values, evaluation, "MSE", RegressionEvaluation.Metric.MSE);
      put(values, evaluation, "MAE", RegressionEvaluation.Metric.MAE);
      put(values, evaluation, "RMSE", RegressionEvaluation.Metric.RMSE);
      put(values, evaluation, "R2", RegressionEvaluation.Metric.R2);
    } else if (evaluation instanceof ROC) {
      put(values, evaluation, "AUROC", ROC.Metric.AUROC);
      put(values, evaluation, "AUPRC", ROC.Metric.AUPRC);
    } else if (evaluation instanceof ROCBinary) {
      put(values, evaluation, "AUROC", ROCBinary.Metric.AUROC);
      put(values, evaluation, "AUPRC", ROCBinary.Metric.AUPRC);
    } else if (evaluation instanceof ROCMultiClass) {
      put(values, evaluation, "AUROC", ROCMultiClass.Metric.AUROC);
      put(values, evaluation, "AUPRC", ROCMultiClass.Metric.AUPRC);
    }
    return values;
  }

  private static void put(
      Map<String, Double> values, IEvaluation<?> evaluation, String name, IMetric metric) {
    values.put(name, evaluation.getValue(metric));
  }
}
