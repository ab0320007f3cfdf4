package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Table;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;

class EvaluationIT {

  @TempDir Path dir;

  @Test
  void isRecordedAtTheLastStepBeforeIt() throws Exception {
    Run run = Networks.run(dir);
    Evaluation evaluation;
    RegressionEvaluation regression;
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      MultiLayerNetwork network = (MultiLayerNetwork) Kind.SEQUENCE.network();
      network.setListeners(listener);
      Kind.SEQUENCE.fit(network, 5, 2);
      evaluation = network.evaluate(Digits.iterator(3));
      regression = network.evaluateRegression(Digits.iterator(3));
      listener.evaluation(evaluation, regression);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("validate/Accuracy")).containsEntry(9L, evaluation.accuracy());
    assertThat(recorded.scalars("validate/F1")).containsEntry(9L, evaluation.f1());
    assertThat(recorded.scalars("validate/MSE"))
        .containsEntry(9L, regression.averageMeanSquaredError());
    Table confusion = recorded.all(Table.class).get(0);
    assertThat(confusion.confusionMatrix()).isTrue();
    assertThat(confusion.stamp().step()).isEqualTo(9);
    assertThat(confusion.rows()).hasSize(10);
    long counted =
        confusion.rows().stream()
            .flatMap(row -> row.stream().skip(1))
            .mapToLong(cell -> ((Number) cell).longValue())
            .sum();
    assertThat(counted).isEqualTo(3L * Digits.BATCH);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofAListenerIsRecordedAtTheStepItWasMadeAfter(boolean theirsFirst) throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      StepscopeListener ours = new StepscopeListener(run);
      EvaluativeListener theirs =
          new EvaluativeListener(Digits.iterator(1), 2, InvocationType.ITERATION_END);
      theirs.setCallback(ours.evaluationCallback());
      MultiLayerNetwork network = (MultiLayerNetwork) Kind.SEQUENCE.network();
      if (theirsFirst) {
        network.setListeners(theirs, ours);
      } else {
        network.setListeners(ours, theirs);
      }
      Kind.SEQUENCE.fit(network, 5, 1);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("validate/Accuracy")).containsOnlyKeys(0L, 2L, 4L);
    assertThat(recorded.scalars("train/loss")).hasSize(5);
  }
}
