package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.Run;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Where runs begin and end, and what must not happen to a training that is recorded. */
class SameDiffRunsIT {

  @TempDir Path dir;

  @BeforeEach
  void configure() {
    System.setProperty("stepscope.dir", dir.toString());
    System.setProperty("stepscope.forward", "off");
    System.setProperty("stepscope.histograms", "every:1");
  }

  @AfterEach
  void restore() {
    System.clearProperty("stepscope.dir");
    System.clearProperty("stepscope.forward");
    System.clearProperty("stepscope.histograms");
  }

  @Test
  void severalCallsOfFitAreOneRun() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    graph.fit(SameDiffTraining.data(1), 1, new StepscopeSameDiffListener());
    graph.fit(SameDiffTraining.data(1), 2, new StepscopeSameDiffListener());
    graph.addListeners(new StepscopeSameDiffListener());
    for (DataSet batch : SameDiffTraining.batches(3)) {
      graph.fit(batch);
    }
    Stepscope.finish(graph);
    List<RecordedRun> runs = RecordedRun.allIn(dir);
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).floats("train/loss")).hasSize(20);
    assertThat(runs.get(0).completeSteps()).isEqualTo(LongStream.range(0, 20).boxed().toList());
    assertThat(runs.get(0).epochs())
        .containsEntry(4L, 0)
        .containsEntry(5L, 1)
        .containsEntry(10L, 2)
        .containsEntry(19L, 3);
    assertThat(runs.get(0).all(RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.FINISHED);
  }

  @Test
  void eachInstanceHasItsRun() throws Exception {
    StepscopeSameDiffListener listener = new StepscopeSameDiffListener();
    List<SameDiff> graphs = List.of(SameDiffTraining.classifier(), SameDiffTraining.regression());
    for (int i = 0; i < 2; i++) {
      for (SameDiff graph : graphs) {
        graph.fit(SameDiffTraining.data(1), 1, listener);
      }
    }
    graphs.forEach(Stepscope::finish);
    List<RecordedRun> runs = RecordedRun.allIn(dir);
    assertThat(runs).hasSize(2);
    for (RecordedRun run : runs) {
      assertThat(run.floats("train/loss")).hasSize(10);
    }
  }

  @Test
  void aTrainingAfterTheEndIsANewRun() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    graph.addListeners(new StepscopeSameDiffListener());
    for (int i = 0; i < 2; i++) {
      graph.fit(SameDiffTraining.data(1), 1);
      Stepscope.finish(graph);
    }
    List<RecordedRun> runs = RecordedRun.allIn(dir);
    assertThat(runs).hasSize(2);
    assertThat(runs.get(1).floats("train/loss")).hasSize(5);
    assertThat(runs.get(1).epochs()).containsEntry(0L, 1);
  }

  @Test
  void stepsContinueWhenTrainingsShareARun() throws Exception {
    Run run = SameDiffTraining.run(dir.resolve("own"));
    try (run) {
      StepscopeSameDiffListener listener = new StepscopeSameDiffListener(run);
      SameDiffTraining.classifier().fit(SameDiffTraining.data(1), 1, listener);
      SameDiffTraining.classifier().fit(SameDiffTraining.data(1), 1, listener);
    }
    assertThat(RecordedRun.in(run.folder()).floats("train/loss")).hasSize(10);
  }

  @Test
  void severalListenersCountNothingTwice() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run other = SameDiffTraining.run(dir.resolve("other"));
    StepscopeSameDiffListener twice = new StepscopeSameDiffListener();
    try (other) {
      graph.addListeners(twice, new StepscopeSameDiffListener());
      graph.fit(SameDiffTraining.data(1), 2, twice, new StepscopeSameDiffListener(other));
      for (DataSet batch : SameDiffTraining.batches(3)) {
        graph.fit(batch, twice);
      }
    }
    Stepscope.finish(graph);
    List<Integer> sizes = new ArrayList<>();
    for (RecordedRun run : RecordedRun.allIn(dir)) {
      if (!run.scalars("train/loss").isEmpty()) {
        sizes.add(run.floats("train/loss").size());
      }
    }
    assertThat(sizes).containsExactly(15);
  }

  @ParameterizedTest
  @CsvSource({"3, 7", "100, 8"})
  void aStepThatFailsIsGivenUpAndTheNextIsRight(int failingOp, int steps) throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Failing failing = new Failing(failingOp);
    StepscopeSameDiffListener ours = new StepscopeSameDiffListener();
    assertThatThrownBy(() -> graph.fit(SameDiffTraining.data(1), 1, failing, ours))
        .hasMessage("not now");
    Object evaluations = graph.getTrainingConfig().getTrainEvaluations();
    assertThat(graph.getTrainingConfig().getTrainEvaluations()).isEmpty();
    graph.fit(SameDiffTraining.data(1), 1, ours);
    assertThat(graph.getTrainingConfig().getTrainEvaluations()).isSameAs(evaluations);
    Stepscope.finish(graph);
    RecordedRun run = RecordedRun.allIn(dir).get(0);
    assertThat(run.floats("train/loss")).hasSize(steps);
    assertThat(run.scalars("gradients/norm")).hasSize(steps);
    for (int step = 0; step < steps; step++) {
      assertThat(run.histogram("gradients/w1", step).count()).isEqualTo(21);
    }
  }

  @Test
  void nobodySeesTheConfigurationChanged() {
    SameDiff graph = SameDiffTraining.classifier();
    Object evaluations = graph.getTrainingConfig().getTrainEvaluations();
    Onlooker onlooker = new Onlooker(evaluations);
    graph.fit(SameDiffTraining.data(1), 1, new StepscopeSameDiffListener(), onlooker);
    Stepscope.finish(graph);
    assertThat(onlooker.changed).isZero();
    assertThat(onlooker.seen).isPositive();
    assertThat(graph.getTrainingConfig().getTrainEvaluations())
        .isSameAs(evaluations)
        .isEqualTo(Map.of());
  }

  @Test
  void aRunThatEndsTooEarlyEndsNoTraining() {
    SameDiff plain = SameDiffTraining.classifier();
    plain.fit(SameDiffTraining.data(1), 2);
    SameDiff graph = SameDiffTraining.classifier();
    try (Run run = SameDiffTraining.run(dir.resolve("own"))) {
      graph.fit(SameDiffTraining.data(1), 2, new StepscopeSameDiffListener(run), new Ending(run));
      assertThat(run.recorder().lost()).isNotEmpty();
    }
    Map<String, float[]> expected = SameDiffTraining.weights(plain);
    SameDiffTraining.weights(graph)
        .forEach((name, values) -> assertThat(values).containsExactly(expected.get(name)));
  }

  @Test
  void aFailureOfOurOwnIsCountedAndReachesNoTraining() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    Run run = SameDiffTraining.run(dir.resolve("own"));
    try (run) {
      StepscopeSameDiffListener listener = new StepscopeSameDiffListener(run);
      graph.fit(SameDiffTraining.data(1), 1, listener, new Garbling(listener));
      assertThat(run.recorder().failures()).isNotEmpty();
    }
    assertThat(RecordedRun.in(run.folder()).floats("train/loss")).hasSize(5);
  }

  @Test
  void aProcessThatOnlyInfersMakesNoRun() throws Exception {
    SameDiff graph = SameDiffTraining.classifier();
    graph.addListeners(new StepscopeSameDiffListener());
    graph.outputSingle(
        Map.of("input", SameDiffTraining.batches(1).get(0).getFeatures()), "softmax");
    assertThat(dir).isEmptyDirectory();
  }

  /** Fails in the third step, in the middle of it. */
  private static final class Failing extends BaseListener {
    private int steps;
    private final int failingOp;
    private int ops;

    Failing(int failingOp) {
      this.failingOp = failingOp;
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
      steps++;
    }

    @Override
    public void opExecution(
        SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, OpContext context, INDArray[] out) {
      if (steps == 3 && ++ops == failingOp) {
        throw new IllegalStateException("not now");
      }
    }

    @Override
    public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
      if (steps == 3) {
        throw new IllegalStateException("not now");
      }
    }
  }

  /** Looks at the configuration wherever a listener may. */
  private static final class Onlooker extends BaseListener {
    private final Object expected;
    private int seen;
    private int changed;

    Onlooker(Object expected) {
      this.expected = expected;
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void opExecution(
        SameDiff sd, At at, MultiDataSet batch, SameDiffOp op, OpContext context, INDArray[] out) {
      look(sd);
    }

    @Override
    public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
      look(sd);
    }

    private void look(SameDiff sd) {
      seen++;
      changed += sd.getTrainingConfig().getTrainEvaluations() == expected ? 0 : 1;
    }
  }

  /** Ends the run in the fifth step. */
  private static final class Ending extends BaseListener {
    private final Run run;
    private int steps;

    Ending(Run run) {
      this.run = run;
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationDone(SameDiff sd, At at, MultiDataSet dataSet, Loss loss) {
      if (++steps == 5) {
        run.close();
      }
    }
  }

  /** Tells our listener nonsense in between. */
  @SuppressWarnings("NullAway") // That is the nonsense.
  private static final class Garbling extends BaseListener {
    private final StepscopeSameDiffListener listener;

    Garbling(StepscopeSameDiffListener listener) {
      this.listener = listener;
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void preOpExecution(SameDiff sd, At at, SameDiffOp op, OpContext opContext) {
      listener.opExecution(sd, at, null, null, null, null);
      listener.activationAvailable(sd, at, null, op, "w0-grad", null);
    }
  }
}
