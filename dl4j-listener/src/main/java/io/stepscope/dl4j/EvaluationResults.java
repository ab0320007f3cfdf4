package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import io.stepscope.training.TrainingSession;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.IMetric;
import org.nd4j.evaluation.classification.ConfusionMatrix;
import org.nd4j.evaluation.classification.Evaluation;

/** What an evaluation found, as metrics of the last step. */
final class EvaluationResults {

  private EvaluationResults() {}

  /** Records every metric that each of {@code evaluations} knows. */
  static void record(
      Iterable<IEvaluation<?>> evaluations, TrainingSession session, Recorder recorder) {
    record("", evaluations, session, recorder);
  }

  /**
   * The same for one of several outputs.
   *
   * @param prefix of the names of its series
   */
  static void record(
      String prefix,
      Iterable<IEvaluation<?>> evaluations,
      TrainingSession session,
      Recorder recorder) {
    for (IEvaluation<?> evaluation : evaluations) {
      metrics(evaluation).forEach(metric -> record(prefix, evaluation, metric, session));
      if (evaluation instanceof Evaluation classification
          && classification.getConfusionMatrix() != null) {
        recordConfusion(prefix, classification, session, recorder);
      }
    }
  }

  /** The metrics that an evaluation's class declares. */
  private static Stream<IMetric> metrics(IEvaluation<?> evaluation) {
    return Stream.of(evaluation.getClass().getClasses())
        .filter(type -> type.isEnum() && IMetric.class.isAssignableFrom(type))
        .flatMap(type -> Stream.of(type.getEnumConstants()))
        .map(IMetric.class::cast);
  }

  private static void record(
      String prefix, IEvaluation<?> evaluation, IMetric metric, TrainingSession session) {
    double value;
    try {
      value = evaluation.getValue(metric);
    } catch (RuntimeException e) {
      return; // A metric that this evaluation has no data for.
    }
    session.validation(prefix + name(metric), value);
  }

  /** Abbreviations stay as they are; words are written as other frameworks name them. */
  private static String name(IMetric metric) {
    String name = metric.toString();
    return name.length() <= 5 ? name : name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static void recordConfusion(
      String prefix, Evaluation evaluation, TrainingSession session, Recorder recorder) {
    ConfusionMatrix<Integer> matrix = evaluation.getConfusionMatrix();
    List<Integer> classes = matrix.getClasses();
    long[][] counts = new long[classes.size()][classes.size()];
    for (int row = 0; row < counts.length; row++) {
      for (int column = 0; column < counts.length; column++) {
        counts[row][column] = matrix.getCount(classes.get(row), classes.get(column));
      }
    }
    recorder.confusionMatrix(
        "validate/" + prefix + "confusion",
        Math.max(0, session.step() - 1),
        classes.stream().map(evaluation::getClassLabel).toList(),
        counts);
  }
}
