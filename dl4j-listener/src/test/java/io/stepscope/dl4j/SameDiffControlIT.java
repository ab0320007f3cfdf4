package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.Run;
import io.stepscope.control.Action;
import io.stepscope.control.CommandSender;
import io.stepscope.event.Artifact;
import io.stepscope.event.ControlAction;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.folder.RunFolder;
import io.stepscope.training.testkit.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.MultiDataSet;

class SameDiffControlIT {

  @TempDir Path dir;

  @Test
  void theLearningRateHoldsFromTheNextStepOn() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      User user = new User(run, 3, Action.SET, "learning_rate", 0);
      graph.fit(SameDiffTraining.data(1), 2, user, new StepscopeSameDiffListener(run));
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/learning_rate"))
        .containsEntry(3L, 0.01)
        .containsEntry(4L, 0.0);
    assertThat(recorded.histogram("updates/w0", 3).norm()).isGreaterThan(1e-3);
    assertThat(recorded.histogram("updates/w0", 4).zeros()).isEqualTo(42);
    assertThat(recorded.all(ControlAction.class))
        .anySatisfy(
            action -> assertThat(action.outcome()).isEqualTo(ControlAction.Outcome.APPLIED));
  }

  @Test
  void aStopEndsFitAndLeavesTheModelUsable() throws Exception {
    SameDiff plain = SameDiffTraining.classifier();
    plain.fit(SameDiffTraining.data(1), 1);
    plain.fit(SameDiffTraining.data(1), 1);
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      User user = new User(run, 4, Action.STOP, "", 0);
      assertThatThrownBy(
              () ->
                  graph.fit(SameDiffTraining.data(1), 2, user, new StepscopeSameDiffListener(run)))
          .isInstanceOf(TrainingStoppedException.class)
          .hasMessageStartingWith("stopped by command");
    }
    graph.fit(SameDiffTraining.data(1), 1);
    Map<String, float[]> expected = SameDiffTraining.weights(plain);
    SameDiffTraining.weights(graph)
        .forEach((name, values) -> assertThat(values).containsExactly(expected.get(name)));
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).hasSize(5);
    assertThat(recorded.all(RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.STOPPED);
  }

  @Test
  void aCheckpointIsAnArtifactThatSameDiffLoads() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      User user = new User(run, 4, Action.CHECKPOINT, "", 0);
      graph.fit(SameDiffTraining.data(1), 1, user, new StepscopeSameDiffListener(run));
    }
    Artifact stored = RecordedRun.in(run.folder()).all(Artifact.class).get(0);
    Path file = new RunFolder(run.folder()).artifacts().resolve(stored.sha256());
    Map<String, float[]> expected = SameDiffTraining.weights(graph);
    SameDiffTraining.weights(SameDiff.load(file.toFile(), true))
        .forEach((name, values) -> assertThat(values).containsExactly(expected.get(name)));
  }

  @Test
  void aResetIsRefusedWithTheReason() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir);
    try (run) {
      User user = new User(run, 2, Action.RESET, "", 0);
      graph.fit(SameDiffTraining.data(1), 1, user, new StepscopeSameDiffListener(run));
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).hasSize(5);
    assertThat(recorded.all(ControlAction.class))
        .anySatisfy(
            action -> {
              assertThat(action.outcome()).isEqualTo(ControlAction.Outcome.REFUSED);
              assertThat(action.message()).contains("initialized");
            });
  }

  /** Gives one command during a step, as another process would. */
  private static final class User extends BaseListener {
    private final Run run;
    private final int step;
    private final Action action;
    private final String name;
    private final double value;
    private int steps;

    User(Run run, int step, Action action, String name, double value) {
      this.run = run;
      this.step = step;
      this.action = action;
      this.name = name;
      this.value = value;
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
      if (steps++ == step) {
        try {
          CommandSender.open(new RunFolder(run.folder()).control())
              .send(action, name, value, Duration.ofSeconds(10));
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
