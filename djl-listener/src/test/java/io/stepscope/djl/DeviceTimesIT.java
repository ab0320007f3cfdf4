package io.stepscope.djl;

import static io.stepscope.training.testkit.ScriptedDevice.between;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;
import ai.djl.training.dataset.Batch;
import io.stepscope.Run;
import io.stepscope.training.testkit.RecordedRun;
import io.stepscope.training.testkit.ScriptedDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real trainings on the processor, which is taken for a device that tells known times. */
class DeviceTimesIT {

  private static final int EPOCH = 10;

  @TempDir Path dir;

  private final ScriptedDevice device = new ScriptedDevice();

  @AfterEach
  void close() {
    device.close();
    assertThat(device.marksOut()).as("marks that nobody gave back").isZero();
  }

  @Test
  void ofATrainingWithTheListenerAreThoseOfItsSteps() throws Exception {
    List<Float> plain = new ArrayList<>();
    try (Training training = new Training()) {
      training.fit(Training.config(), 2, trainer -> plain.addAll(trainer.losses));
    }
    Run run = device.beside(Training.run(dir, "100%"));
    List<Float> losses = new ArrayList<>();
    try (run;
        Training training = new Training()) {
      training.fit(
          Training.config(new StepscopeListener(run)), 2, trainer -> losses.addAll(trainer.losses));
    }
    assertThat(losses).isEqualTo(plain).hasSize(2 * EPOCH);
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.floats("train/loss")).isEqualTo(losses);
    assertThat(recorded.timings("time/forward/device")).isEmpty();
    for (int step = 0; step < 2 * EPOCH; step++) {
      int first = 4 * step;
      // A step begins with the end of the one before it, but for the first of an epoch.
      int before = step % EPOCH == 0 ? first : first - 1;
      assertThat(recorded.deviceTimes(step, "backward", "update", "step"))
          .containsExactly(
              between(first, first + 1), between(first + 2, first + 3), between(before, first + 3));
    }
    recorded.assertCompleteAfterDeviceTimes(2 * EPOCH);
  }

  @Test
  void ofALoopThatTheAgentWatchesHaveTheForwardPassToo() throws Exception {
    List<Float> plain = loop(null);
    Run run = device.beside(Training.run(dir, "100%"));
    List<Float> losses;
    try (run) {
      StepscopeListener listener = new StepscopeListener(run);
      listener.watched();
      losses = loop(listener);
    }
    assertThat(losses).isEqualTo(plain).hasSize(EPOCH);
    RecordedRun recorded = RecordedRun.in(run.folder());
    for (int step = 0; step < EPOCH; step++) {
      int first = 6 * step;
      assertThat(recorded.deviceTimes(step, "forward", "backward", "update", "step"))
          .containsExactly(
              between(first, first + 1),
              between(first + 2, first + 3),
              between(first + 4, first + 5),
              between(Math.max(0, first - 1), first + 5));
    }
    assertThat(recorded.timings("time/forward")).hasSize(EPOCH);
    recorded.assertCompleteAfterDeviceTimes(EPOCH);
  }

  /** Calls what the agent weaves into trainers. */
  private static List<Float> loop(@Nullable StepscopeListener listener) throws Exception {
    DataWaits waits = new DataWaits();
    try (Training training = new Training();
        WitnessTrainer trainer =
            training.trainer(listener == null ? Training.config() : Training.config(listener))) {
      TrainerWatch watch =
          listener == null ? null : Objects.requireNonNull(listener.watch(trainer));
      for (Batch batch : trainer.iterateDataset(training.training)) {
        try (GradientCollector collector = trainer.newGradientCollector()) {
          Begun forward = watch == null ? null : watch.forward(batch.getData(), waits.here());
          NDList predictions = trainer.forward(batch.getData());
          if (forward != null) {
            forward.ended();
          }
          NDArray loss = trainer.getLoss().evaluate(batch.getLabels(), predictions);
          Begun backward = watch == null ? null : watch.backward(loss);
          collector.backward(loss);
          if (backward != null) {
            backward.ended();
          }
        }
        trainer.step();
        batch.close();
      }
      return trainer.losses;
    }
  }

  @Test
  void areTakenOfTheDeviceThatTheFrameworkCallsSo() {
    assertThat(DeviceArrays.name(Device.cpu())).isEqualTo("cpu/0");
    assertThat(DeviceArrays.name(Device.gpu(3))).isEqualTo("gpu/3");
  }
}
