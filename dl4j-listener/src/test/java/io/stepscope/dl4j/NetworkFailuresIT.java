package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.Run;
import io.stepscope.training.testkit.RecordedRun;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Real trainings in which something fails, of ours or of theirs. */
class NetworkFailuresIT {

  @TempDir Path dir;

  @Test
  void aStepEndsThoughItsArraysCannotBeNamed() throws Exception {
    Run run = Networks.run(dir);
    try (run) {
      Nameless network = new Nameless((MultiLayerNetwork) Kind.SEQUENCE.network());
      network.setListeners(
          when(() -> network.named = false),
          new StepscopeListener(run),
          when(() -> network.named = true));
      network.fit(Digits.iterator(3));
      Stepscope.finish(network);
      assertThat(run.recorder().failures()).containsOnlyKeys("knowing the arrays of a network");
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss")).containsOnlyKeys(0L, 1L, 2L);
    assertThat(recorded.completeSteps()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void anUpdateDoesNotBeginInAStepThatWasGivenUp() throws Exception {
    Run run = Networks.run(dir);
    long[] between = new long[2];
    try (run) {
      MultiLayerNetwork network = (MultiLayerNetwork) Kind.SEQUENCE.network();
      network.setListeners(
          new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
              between[0] = System.nanoTime();
            }
          },
          new StepscopeListener(run),
          new BaseTrainingListener() {
            private boolean thrown;

            @Override
            public void onGradientCalculation(Model model) {
              if (!thrown) {
                thrown = true;
                throw new IllegalStateException("not now");
              }
            }

            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              between[1] = System.nanoTime();
            }
          });
      assertThatThrownBy(() -> network.fit(Digits.iterator(1))).hasMessage("not now");
      network.fit(Digits.iterator(1));
      Stepscope.finish(network);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss")).containsOnlyKeys(0L, 1L);
    Map<Long, Long> updates = recorded.timings("time/update");
    assertThat(updates).containsOnlyKeys(1L);
    assertThat(updates.get(1L)).isLessThanOrEqualTo(between[1] - between[0]);
  }

  private static BaseTrainingListener when(Runnable stepEnds) {
    return new BaseTrainingListener() {
      @Override
      public void iterationDone(Model model, int iteration, int epoch) {
        stepEnds.run();
      }
    };
  }

  /** A network that at times does not tell its parameters. */
  @SuppressWarnings("overrides") // Of the framework itself: an array instead of its varargs.
  private static final class Nameless extends MultiLayerNetwork {
    private static final long serialVersionUID = 1;

    private boolean named = true;

    Nameless(MultiLayerNetwork like) {
      super(like.getLayerWiseConfigurations());
      init();
    }

    @Override
    public Map<String, INDArray> paramTable() {
      if (!named) {
        throw new IllegalStateException("no names");
      }
      return super.paramTable();
    }
  }
}
