package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;

/** The end of one training takes as long as its trackers need; no other training waits for it. */
class IndependenceIT {

  private static final long PATIENCE_SECONDS = 60;

  /** On few processors the common pool has one thread, and from JDK 25 on uses no other. */
  private static final Executor THREADS = task -> new Thread(task).start();

  private final CountDownLatch ending = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @TempDir Path dir;

  @BeforeEach
  void configure() {
    System.setProperty("stepscope.dir", dir.toString());
    System.setProperty("stepscope.forward", "off");
    System.setProperty("stepscope.progress", "off");
  }

  @AfterEach
  void restore() {
    for (String key : List.of("dir", "forward", "progress")) {
      System.clearProperty("stepscope." + key);
    }
  }

  @Test
  void networksOfOneListenerDoNotWaitForEachOther() throws Exception {
    StepscopeListener listener = new StepscopeListener();
    Model first = Kind.SEQUENCE.network();
    first.setListeners(listener);
    Kind.SEQUENCE.fit(first, 2, 1);
    takesLongToEnd(listener.run().orElseThrow());
    whileItEnds(
        first,
        () -> {
          Model second = Kind.GRAPH.network();
          second.setListeners(listener);
          Kind.GRAPH.fit(second, 3, 1);
          Stepscope.finish(second);
        });
    assertThat(RecordedRun.allIn(dir))
        .extracting(run -> run.scalars("train/loss").size())
        .containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void instancesOfSameDiffDoNotWaitForEachOther() throws Exception {
    StepscopeSameDiffListener listener = new StepscopeSameDiffListener();
    SameDiff first = SameDiffTraining.classifier();
    first.fit(SameDiffTraining.data(1), 1, listener);
    takesLongToEnd(listener.run().orElseThrow());
    whileItEnds(
        first,
        () -> {
          SameDiff second = SameDiffTraining.classifier();
          second.fit(SameDiffTraining.data(1), 2, new StepscopeSameDiffListener());
          Stepscope.finish(second);
        });
    assertThat(RecordedRun.allIn(dir))
        .extracting(run -> run.floats("train/loss").size())
        .containsExactlyInAnyOrder(5, 10);
  }

  private void takesLongToEnd(Run run) {
    run.beforeEnd(
        () -> {
          ending.countDown();
          try {
            mayEnd.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void whileItEnds(Object model, Runnable training) throws Exception {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(() -> Stepscope.finish(model), THREADS);
    assertThat(ending.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    CompletableFuture.runAsync(training, THREADS).get(PATIENCE_SECONDS / 2, TimeUnit.SECONDS);
    assertThat(end).as("the end of the first").isNotDone();
    mayEnd.countDown();
    end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
