package io.stepscope.dl4j;

import static io.stepscope.training.testkit.ScriptedDevice.between;
import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Timing;
import io.stepscope.training.OverheadGovernor;
import io.stepscope.training.TrainingSession;
import io.stepscope.training.testkit.RecordedRun;
import io.stepscope.training.testkit.ScriptedDevice;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;

/** Real trainings on the processor, which is taken for a device that tells known times. */
class DeviceTimesIT {

  private static final int EPOCH = 5;
  private static final int STEPS = 2 * EPOCH;

  @TempDir Path dir;

  private final ScriptedDevice device = new ScriptedDevice();

  @AfterEach
  void close() {
    device.close();
    assertThat(device.marksOut()).as("marks that nobody gave back").isZero();
  }

  @ParameterizedTest
  @EnumSource
  void ofNetworksAreThoseOfTheirSteps(Kind kind) throws Exception {
    Witness plain = new Witness();
    Model alone = kind.network();
    alone.setListeners(plain);
    kind.fit(alone, EPOCH, 2);
    Witness witness = new Witness();
    Run run = device.beside(run("every:1"));
    try (run) {
      Model model = kind.network();
      model.setListeners(witness, new StepscopeListener(run));
      kind.fit(model, EPOCH, 2);
      Stepscope.finish(model);
      assertThat(run.recorder().failures()).isEmpty();
    }
    assertThat(witness.scores).isEqualTo(plain.scores).hasSize(STEPS);
    RecordedRun recorded = RecordedRun.in(run.folder());
    assertThat(recorded.scalars("train/loss").values()).containsExactlyElementsOf(plain.scores);
    assertThat(recorded.timings("time/forward/device")).isEmpty();
    for (int step = 0; step < STEPS; step++) {
      int first = 4 * step;
      // A step begins with the end of the one before it, but for the first of an epoch.
      int before = step % EPOCH == 0 ? first : first - 1;
      assertThat(recorded.deviceTimes(step, "backward", "update", "step"))
          .containsExactly(
              between(first, first + 1), between(first + 2, first + 3), between(before, first + 3));
    }
    recorded.assertCompleteAfterDeviceTimes(STEPS);
  }

  @Test
  void haveTheForwardPassWhereTheAgentTellsOfIt() throws Exception {
    Run run = device.beside(run("off"));
    try (run) {
      TrainingSession session =
          new TrainingSession(run.recorder(), OverheadGovernor.off(), System::nanoTime, 0, 0);
      NetworkClock clock =
          new NetworkClock(
              session,
              TrainedDevice.timed(run, session, new Nd4jDevices(run::accelerator)),
              run.recorder());
      for (int step = 0; step < 3; step++) {
        clock.forwardBegins(false);
        clock.forwardEnds();
        clock.forwardBegins(false); // The one before it was of an evaluation.
        clock.forwardEnds();
        clock.forwardSeen();
        clock.backwardBegins();
        clock.backwardSeen();
        clock.recordPasses();
        clock.gradientsSeen();
        clock.updateSeen();
        clock.recordStep(System.nanoTime(), false, -1);
        session.gradientsDone();
        session.stepDone(System.nanoTime());
      }
      session.end();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    for (int step = 0; step < 3; step++) {
      int first = 8 * step + 2;
      assertThat(recorded.deviceTimes(step, "forward", "backward", "update", "step"))
          .containsExactly(
              between(first, first + 1),
              between(first + 2, first + 3),
              between(first + 4, first + 5),
              between(step == 0 ? first : first - 3, first + 5));
    }
  }

  @Test
  void ofLayersAreThereWhenAskedFor() throws Exception {
    Run run =
        device.beside(
            Run.builder()
                .dir(dir)
                .set("layers.device", "on")
                .set("overhead", "100%")
                .set("forward", "off")
                .set("progress", "off")
                .start());
    SameDiff graph = SameDiffTraining.classifier();
    try (run) {
      graph.setListeners(new StepscopeSameDiffListener(run).opTimings(true));
      graph.fit(SameDiffTraining.data(1), 2);
      Stepscope.finish(graph);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    List<String> onHost =
        recorded.all(Timing.class).stream()
            .map(Timing::name)
            .filter(name -> name.startsWith("time/layer/") && !name.endsWith("/device"))
            .distinct()
            .toList();
    assertThat(onHost).anyMatch(name -> name.endsWith("/backward"));
    for (String layer : onHost) {
      assertThat(recorded.timings(layer + "/device")).hasSize(STEPS).isNotEmpty();
    }
    recorded.assertCompleteAfterDeviceTimes(STEPS);
  }

  @Test
  void ofSameDiffAreThoseOfItsAlternatingPhases() throws Exception {
    SameDiff plain = SameDiffTraining.classifier();
    plain.fit(SameDiffTraining.data(1), 2);
    Run run = device.beside(run("off"));
    SameDiff graph = SameDiffTraining.classifier();
    try (run) {
      StepscopeSameDiffListener listener = new StepscopeSameDiffListener(run);
      graph.setListeners(listener);
      graph.fit(SameDiffTraining.data(1), 2);
      Stepscope.finish(graph);
      assertThat(run.recorder().failures()).isEmpty();
    }
    assertThat(SameDiffTraining.weights(graph))
        .usingRecursiveComparison()
        .isEqualTo(SameDiffTraining.weights(plain));
    RecordedRun recorded = RecordedRun.in(run.folder());
    int marks = device.marks() / STEPS;
    assertThat(device.marks()).isEqualTo(marks * STEPS);
    for (int step = 0; step < STEPS; step++) {
      int first = marks * step;
      int last = first + marks - 1;
      List<Long> parts = recorded.deviceTimes(step, "forward", "backward", "update");
      assertThat(parts).allMatch(nanos -> nanos > 0);
      assertThat(parts.stream().mapToLong(nanos -> nanos).sum()).isEqualTo(between(first, last));
      int before = step % EPOCH == 0 ? first : first - 1;
      assertThat(recorded.deviceTimes(step, "step")).containsExactly(between(before, last));
    }
    recorded.assertCompleteAfterDeviceTimes(STEPS);
  }

  @Test
  void ofWorkersAreTheirOwn() throws Exception {
    Run run = device.beside(run("off"));
    try (run) {
      MultiLayerNetwork model = (MultiLayerNetwork) Kind.SEQUENCE.network();
      model.setListeners(new StepscopeListener(run));
      try (ParallelWrapper wrapper =
          new ParallelWrapper.Builder<>(model)
              .workers(2)
              .prefetchBuffer(0)
              .averagingFrequency(1)
              .build()) {
        wrapper.fit(Digits.iterator(2 * EPOCH));
      }
      Stepscope.finish(model);
      assertThat(run.recorder().failures()).isEmpty();
    }
    RecordedRun recorded = RecordedRun.in(run.folder());
    for (String worker : List.of("", "worker1/")) {
      for (String phase : List.of("backward", "update", "step")) {
        assertThat(recorded.timings(worker + "time/" + phase + "/device")).hasSize(EPOCH);
      }
    }
    recorded.assertCompleteAfterDeviceTimes(EPOCH);
  }

  private Run run(String histograms) {
    return Run.builder()
        .dir(dir)
        .set("histograms", histograms)
        .set("overhead", "100%")
        .set("forward", "off")
        .set("progress", "off")
        .start();
  }
}
