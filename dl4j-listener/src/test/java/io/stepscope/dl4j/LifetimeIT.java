package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.training.testkit.RecordedRun;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Runs end with their models, when the program gives those up; other trainings notice. */
class LifetimeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;

  @BeforeEach
  void configure() {
    System.setProperty("stepscope.dir", dir.toString());
    System.setProperty("stepscope.forward", "off");
    System.setProperty("stepscope.progress", "off");
    System.setProperty("stepscope.histograms", "every:1");
  }

  @AfterEach
  void restore() {
    for (String key : List.of("dir", "forward", "progress", "histograms")) {
      System.clearProperty("stepscope." + key);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRunOfANetworkEndsWhenItIsGivenUp(Kind kind) throws Exception {
    // One listener for networks of two kinds keeps neither of them.
    StepscopeListener shared = new StepscopeListener();
    WeakReference<Model> given = train(kind, shared, 3);
    Kind another = kind == Kind.GRAPH ? Kind.SEQUENCE : Kind.GRAPH;
    Model other = another.network();
    other.setListeners(shared);
    await(given, () -> another.fit(other, 2, 1));
    RecordedRun ended = awaitEnd(() -> another.fit(other, 2, 1));
    assertThat(ended.all(RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.FINISHED);
    assertThat(ended.scalars("train/loss")).hasSize(3);
    assertThat(ended.completeSteps()).containsExactly(0L, 1L, 2L);
    assertThat(ended.histogram("weights/" + kind.output() + "_W", 3).count())
        .as("the weights that it ended with")
        .isEqualTo(240);
    Stepscope.finish(other);
  }

  @Test
  void aNetworkThatIsGivenUpMidwayWasStopped() throws Exception {
    WeakReference<Model> given = failNetwork();
    Model other = Kind.SEQUENCE.network();
    other.setListeners(new StepscopeListener());
    await(given, () -> Kind.SEQUENCE.fit(other, 2, 1));
    RecordedRun ended = awaitEnd(() -> Kind.SEQUENCE.fit(other, 2, 1));
    assertThat(ended.all(RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.STOPPED);
    Stepscope.finish(other);
  }

  @Test
  void theRunOfAnInstanceOfSameDiffEndsWhenItIsGivenUp() throws Exception {
    WeakReference<SameDiff> given = trainSameDiff();
    SameDiff other = SameDiffTraining.classifier();
    other.addListeners(new StepscopeSameDiffListener());
    await(given, () -> other.fit(SameDiffTraining.data(1), 1));
    RecordedRun ended = awaitEnd(() -> other.fit(SameDiffTraining.data(1), 1));
    assertThat(ended.all(RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.FINISHED);
    assertThat(ended.floats("train/loss")).hasSize(10);
    Stepscope.finish(other);
  }

  @Test
  void anInstanceOfSameDiffThatIsGivenUpMidwayWasStopped() throws Exception {
    WeakReference<SameDiff> given = failSameDiff();
    SameDiff other = SameDiffTraining.classifier();
    other.addListeners(new StepscopeSameDiffListener());
    await(given, () -> other.fit(SameDiffTraining.data(1), 1));
    RecordedRun ended = awaitEnd(() -> other.fit(SameDiffTraining.data(1), 1));
    assertThat(ended.all(RunEnded.class))
        .extracting(RunEnded::status)
        .containsExactly(RunStatus.STOPPED);
    Stepscope.finish(other);
  }

  private static WeakReference<Model> train(Kind kind, StepscopeListener listener, int batches) {
    Model model = kind.network();
    model.setListeners(listener);
    kind.fit(model, batches, 1);
    return new WeakReference<>(model);
  }

  private static WeakReference<Model> failNetwork() {
    Model model = Kind.SEQUENCE.network();
    model.setListeners(
        new StepscopeListener(),
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model trained, int iteration, int epoch) {
            throw new IllegalStateException("not now");
          }
        });
    assertThatThrownBy(() -> Kind.SEQUENCE.fit(model, 2, 1)).hasMessage("not now");
    return new WeakReference<>(model);
  }

  private static WeakReference<SameDiff> trainSameDiff() {
    SameDiff graph = SameDiffTraining.classifier();
    graph.fit(SameDiffTraining.data(1), 2, new StepscopeSameDiffListener());
    return new WeakReference<>(graph);
  }

  private static WeakReference<SameDiff> failSameDiff() {
    SameDiff graph = SameDiffTraining.classifier();
    assertThatThrownBy(
            () ->
                graph.fit(
                    SameDiffTraining.data(1),
                    1,
                    new StepscopeSameDiffListener(),
                    new BaseListener() {
                      @Override
                      public boolean isActive(Operation operation) {
                        return true;
                      }

                      @Override
                      public void iterationDone(SameDiff sd, At at, MultiDataSet batch, Loss loss) {
                        throw new IllegalStateException("not now");
                      }
                    }))
        .hasMessage("not now");
    return new WeakReference<>(graph);
  }

  /** Waits until nobody holds {@code given}, while another training goes on. */
  private static void await(WeakReference<?> given, Runnable training) throws Exception {
    await(
        "the end of what was given up",
        () -> {
          System.gc();
          training.run();
          return given.refersTo(null);
        });
  }

  private RecordedRun awaitEnd(Runnable training) throws Exception {
    await(
        "the end of a run",
        () -> {
          System.gc();
          training.run();
          return ended().isPresent();
        });
    return ended().orElseThrow();
  }

  private Optional<RecordedRun> ended() throws Exception {
    return RecordedRun.allIn(dir).stream()
        .filter(run -> !run.all(RunEnded.class).isEmpty())
        .findFirst();
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
    }
  }
}
