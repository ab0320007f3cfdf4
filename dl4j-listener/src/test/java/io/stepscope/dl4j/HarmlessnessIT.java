package io.stepscope.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.IMetric;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HarmlessnessIT {

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  void nothingIsAllocatedInAWorkspace(Kind kind) {
    List<Long> before = new ArrayList<>();
    List<Long> after = new ArrayList<>();
    try (Run run = Networks.run(dir)) {
      Model model = kind.network();
      model.setListeners(new Filled(before), new StepscopeListener(run), new Filled(after));
      kind.fit(model, 10, 2);
      assertThat(run.recorder().failures()).isEmpty();
    }
    assertThat(after).isEqualTo(before).hasSizeGreaterThanOrEqualTo(80);
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatEndsTooEarlyEndsNoTraining(Kind kind) {
    Witness plainly = new Witness();
    Model plain = kind.network();
    plain.setListeners(plainly);
    kind.fit(plain, 10, 1);
    Witness watched = new Witness();
    try (Run run = Networks.run(dir)) {
      Model model = kind.network();
      model.setListeners(
          new StepscopeListener(run),
          watched,
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model trained, int iteration, int epoch) {
              if (iteration == 4) {
                run.close();
              }
            }
          });
      kind.fit(model, 10, 1);
      assertThat(run.recorder().lost()).isNotEmpty();
    }
    assertThat(watched.scores).isEqualTo(plainly.scores);
  }

  @ParameterizedTest
  @EnumSource
  void aFailureOfOurOwnIsCountedAndReachesNoTraining(Kind kind) throws Exception {
    Witness witness = new Witness();
    Run run = Networks.run(dir);
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      Model model = kind.network();
      model.setListeners(
          listener,
          witness,
          new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model trained) {
              listener.evaluation(new Hostile());
            }
          });
      kind.fit(model, 10, 1);
      assertThat(run.recorder().failures()).containsKey("recording a step");
    }
    assertThat(witness.scores).hasSize(10);
    assertThat(RecordedRun.in(run.folder()).scalars("train/loss").values())
        .containsExactlyElementsOf(witness.scores);
  }

  @ParameterizedTest
  @EnumSource
  void anExceptionOfTheProgramLeavesNothingStaleBehind(Kind kind) throws Exception {
    Witness witness = new Witness();
    Run run = Networks.run(dir);
    try (run) {
      Model model = kind.network();
      Failing failing = new Failing();
      model.setListeners(new StepscopeListener(run), failing, witness);
      for (int i = 0; i < 6; i++) {
        failing.armed = i == 2;
        try {
          kind.fit(model, Digits.batches(6).get(i));
        } catch (IllegalStateException e) {
          assertThat(i).isEqualTo(2);
        }
      }
      Stepscope.finish(model);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(witness.scores).hasSize(5);
    Map<Long, Double> losses = recorded.scalars("train/loss");
    // The step that was given up keeps its number and its loss.
    assertThat(losses).hasSize(6);
    losses.remove(2L);
    assertThat(losses.values()).containsExactlyElementsOf(witness.scores);
    assertThat(recorded.histogramNames()).contains("updates/" + kind.parameters().get(0));
  }

  /** Notes how full each workspace is at every callback. */
  private static final class Filled extends BaseTrainingListener {
    private final List<Long> offsets;

    Filled(List<Long> offsets) {
      this.offsets = offsets;
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      note();
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      note();
    }

    @Override
    public void onGradientCalculation(Model model) {
      note();
    }

    @Override
    public void onBackwardPass(Model model) {
      note();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      note();
    }

    private void note() {
      long sum = 0;
      for (MemoryWorkspace workspace :
          Nd4j.getWorkspaceManager().getAllWorkspacesForCurrentThread()) {
        sum += workspace.getPrimaryOffset() + workspace.getCurrentSize();
      }
      offsets.add(sum);
    }
  }

  /** Ends a step between its gradients and its update. */
  private static final class Failing extends BaseTrainingListener {
    private boolean armed;

    @Override
    public void onGradientCalculation(Model model) {
      if (armed) {
        throw new IllegalStateException("the program's own");
      }
    }
  }

  /** An evaluation that cannot bear to be asked. */
  private static final class Hostile extends Evaluation {
    @Override
    public double getValue(IMetric metric) {
      throw new LinkageError("not now");
    }
  }
}
