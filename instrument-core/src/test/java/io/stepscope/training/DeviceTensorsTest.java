package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.training.testkit.PretendDevice;
import io.stepscope.training.testkit.PretendDevice.Manner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTensorsTest {

  private static final int LARGE = 100_000;

  @TempDir Path dir;

  private final List<Tensor> memory = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private Recording recording;

  @BeforeEach
  void open() throws Exception {
    recording = new Recording(dir);
  }

  @AfterEach
  void close() {
    recording.close();
  }

  @ParameterizedTest
  @EnumSource
  void countsWhatTheHostWouldHaveCounted(ElementType type) throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    Tensor gradient = Tensor.random(type, 3_000, 1, true);
    Tensor before = Tensor.random(type, 4_000, 2, true);
    Tensor after = Tensor.random(type, 4_000, 3, true);
    TrainingSession session = session(OverheadGovernor.every(1));
    session.gradientsDone();
    session.gradient("w", List.of(view(device, gradient).dividedBy(32)));
    session.weightsBefore("w", view(device, before));
    session.tensorsShown();
    gradient.overwrite();
    Histogram changed = after.minus(before);
    session.weightsAfter("w", view(device, after));
    Histogram weights = before.histogram(1);
    before.overwrite();
    after.overwrite();
    session.stepDone(1);
    session.end();

    assertThat(recording.histograms("weights/w")).containsEntry(0L, weights);
    assertThat(recording.histograms("updates/w")).containsEntry(0L, changed);
    Tensor same = Tensor.random(type, 3_000, 1, true);
    assertThat(recording.histograms("gradients/w")).containsEntry(0L, same.histogram(32));
    assertThat(recording.scalars("gradients/norm/w")).containsOnlyKeys(0L);
    assertThat(recording.scalars("gradients/norm"))
        .isEqualTo(recording.scalars("gradients/norm/w"));
    assertThat(recording.completeSteps()).containsExactly(0L);
    // Of doubles the device knows nothing but what is copied, here all of them.
    assertThat(device.counts()).isEqualTo(type == ElementType.FLOAT64 ? List.of() : List.of(1, 1));
    assertThat(device.open()).isZero();
    assertThat(recording.recorder.failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LACKS", "REFUSES"})
  void takesASampleOfWhatIsNotCountedAndSaysSo(Manner counting) throws Exception {
    PretendDevice device = device(counting, Manner.ANSWERS);
    Tensor gradient = Tensor.floats(LARGE, 1);
    Tensor before = Tensor.floats(LARGE, 2);
    Tensor after = Tensor.floats(LARGE, 3);
    TrainingSession session = session(OverheadGovernor.auto(0.01));
    step(session, device, gradient, before, after);
    session.end();

    assertThat(recording.histograms("gradients/w")).containsEntry(0L, sample(gradient));
    assertThat(recording.histograms("weights/w")).containsEntry(0L, sample(before));
    assertThat(recording.histograms("updates/w"))
        .hasEntrySatisfying(
            0L,
            updates ->
                assertThat(updates.count())
                    .isEqualTo(sample(before).count())
                    .isBetween(3_000L, 4_096L));
    assertThat(recording.scalars("updates/ratio/w"))
        .hasEntrySatisfying(0L, ratio -> assertThat(ratio).isBetween(1.3, 1.5));
    assertThat(recording.scalars("gradients/norm")).as("that of a part is none").isEmpty();
    assertThat(recording.scalars("weights/norm/w")).isEmpty();
    assertThat(tags())
        .containsEntry("histograms/updates", "sample of 4096")
        .containsEntry("histograms/gradients", "sample of 4096 where the device did not count")
        .containsEntry("histograms/weights", "sample of 4096 where the device did not count");
    assertThat(device.open()).isZero();
    assertThat(recording.completeSteps()).containsExactly(0L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void triesAgainInTheNextStepWhileADevicePreparesItself(boolean copies) throws Exception {
    PretendDevice device = device(Manner.PREPARES, copies ? Manner.ANSWERS : Manner.PREPARES);
    Tensor gradient = Tensor.floats(LARGE, 1);
    Tensor before = Tensor.floats(LARGE, 2);
    TrainingSession session = session(OverheadGovernor.auto(0.01));
    for (int step = 0; step < 3; step++) {
      assertThat(session.wantsTensors()).as("in step %s", step).isTrue();
      if (step == 2) {
        device.ready();
      }
      step(session, device, gradient, before, Tensor.floats(LARGE, 3));
    }
    session.finalWeights("v", view(device(Manner.PREPARES, Manner.PREPARES), before));
    session.end();

    assertThat(recording.histograms("gradients/w")).containsOnlyKeys(2L);
    assertThat(recording.histograms("weights/w")).containsOnlyKeys(2L);
    assertThat(recording.histograms("updates/w")).containsOnlyKeys(2L);
    assertThat(recording.histograms("weights/v")).as("copied").hasSize(1);
    assertThat(recording.scalars("stepscope/histogram_steps")).containsValue(1.0);
    assertThat(recording.scalars("stepscope/histogram_steps_skipped")).containsValue(2.0);
    assertThat(tags()).containsOnlyKeys("histograms/updates");
    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L);
    assertThat(recording.recorder.failures()).isEmpty();
    assertThat(device.open()).isZero();
  }

  @Test
  void takesALookThatADeviceRefusesForALook() throws Exception {
    PretendDevice device = device(Manner.REFUSES, Manner.REFUSES);
    Tensor tensor = Tensor.floats(LARGE, 1);
    TrainingSession session = session(OverheadGovernor.auto(0.01));
    step(session, device, tensor, tensor, tensor).end();
    assertThat(recording.scalars("stepscope/histogram_steps")).containsValue(1.0);
    assertThat(recording.recorder.failures()).containsOnlyKeys("counting tensors on a device");
  }

  @Test
  void samplesOnlyUpdatesOfWhatIsCounted() throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    Tensor gradient = Tensor.floats(LARGE, 1);
    Tensor before = Tensor.floats(LARGE, 2);
    step(session(OverheadGovernor.every(1)), device, gradient, before, Tensor.floats(LARGE, 3))
        .end();

    assertThat(recording.histograms("gradients/w")).containsEntry(0L, gradient.histogram(1));
    assertThat(recording.histograms("weights/w")).containsEntry(0L, before.histogram(1));
    assertThat(recording.scalars("gradients/norm")).containsOnlyKeys(0L);
    assertThat(tags()).containsOnlyKeys("histograms/updates");
  }

  @Test
  void sumsSamplesOfAGradientThatLiesInPartsOnSeveralDevices() throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    Tensor one = Tensor.floats(2_000, 1);
    Tensor other = Tensor.floats(2_000, 2);
    TrainingSession session = session(OverheadGovernor.every(1));
    session.gradientsDone();
    session.gradient("w", List.of(view(device, one), view(device, other)));
    session.tensorsShown();
    session.stepDone(1);
    session.end();

    assertThat(device.counts()).as("counts of parts do not add up").isEmpty();
    assertThat(recording.histograms("gradients/w")).containsEntry(0L, one.plus(other));
    assertThat(recording.scalars("gradients/norm")).containsOnlyKeys(0L);
  }

  @Test
  void leavesOutWhatNothingReadsWithinABudgetAndSaysSo() throws Exception {
    TrainingSession session = session(OverheadGovernor.auto(0.01));
    session.gradientsDone();
    assertThat(session.wantsTensors()).isTrue();
    TensorView unknown =
        TensorView.onDevice(
            null,
            ElementType.FLOAT32,
            () -> {
              throw new AssertionError("the training would wait");
            });
    session.gradient("w", List.of(unknown));
    session.weightsBefore("w", unknown);
    session.tensorsShown();
    session.weightsAfter("w", unknown);
    session.stepDone(1);
    assertThat(session.wantsTensors()).as("the device may be found later").isTrue();
    session.end();

    assertThat(recording.histograms("gradients/w")).isEmpty();
    assertThat(recording.completeSteps()).containsExactly(0L);
    assertThat(recording.said())
        .anyMatch(line -> line.contains("docs/gpu.md") && line.contains("doctor"));
    assertThat(recording.scalars("stepscope/histogram_steps")).containsEntry(0L, 0.0);
  }

  @Test
  void copiesWhatNothingReadsWhenEveryLookWasAskedFor() throws Exception {
    Tensor gradient = Tensor.floats(LARGE, 1);
    AtomicLong closed = new AtomicLong();
    TrainingSession session = session(OverheadGovernor.every(1));
    session.gradientsDone();
    try (TensorView view =
        TensorView.onDevice(
            null, ElementType.FLOAT32, () -> gradient.view().andThen(closed::incrementAndGet))) {
      session.gradient("w", List.of(view));
    }
    session.stepDone(1);
    session.end();

    assertThat(recording.histograms("gradients/w")).containsEntry(0L, gradient.histogram(1));
    assertThat(closed).hasValue(1);
  }

  @Test
  void countsTheLastWeightsAndCopiesThemWhenThatTakesTooLong() throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    PretendDevice silent = device(Manner.IS_SILENT, Manner.ANSWERS);
    Tensor weights = Tensor.floats(LARGE, 1);
    TrainingSession session = session(OverheadGovernor.every(1));
    session.finalWeights("w", view(device, weights));
    session.finalWeights("v", view(silent, weights));
    session.finalWeights("u", view(silent, weights));
    session.end();

    for (String name : List.of("w", "v", "u")) {
      assertThat(recording.histograms("weights/" + name)).containsEntry(0L, weights.histogram(1));
    }
    assertThat(device.counts()).containsExactly(1);
    assertThat(silent.counts()).as("all of them get a moment together").containsExactly(1);
    assertThat(silent.open()).isZero();
  }

  @Test
  void recordsLossesWhenTheyArriveEachInItsStep() throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    float[] losses = {2.3025851f, Float.NaN, Float.POSITIVE_INFINITY, 0.1f, -0f};
    TrainingSession session = session(OverheadGovernor.off());
    for (int step = 0; step < losses.length; step++) {
      assertThat(session.loss("", place(device, floats(losses[step])), 0)).isTrue();
      session.gradientsDone();
      if (step > 0) {
        session.epochDone();
      }
      session.stepDone(step);
    }
    session.end();

    List<Scalar> recorded =
        recording.all(Scalar.class).stream()
            .filter(scalar -> scalar.name().equals("train/loss"))
            .toList();
    assertThat(recorded).hasSize(losses.length).allMatch(Scalar::float32);
    for (Scalar scalar : recorded) {
      int step = (int) scalar.stamp().step();
      assertThat((Float) (float) scalar.value()).isEqualTo((Float) losses[step]);
      assertThat(scalar.stamp().epoch()).isEqualTo(Math.max(0, step - 1));
    }
    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertNothingComesForACompleteStep();
    assertThat(device.open()).isZero();
  }

  private void assertNothingComesForACompleteStep() throws Exception {
    Set<Long> complete = new HashSet<>();
    for (Event event : recording.all(Event.class)) {
      if (event instanceof StepComplete) {
        complete.add(event.stamp().step());
      } else {
        assertThat(complete).as("%s", event).doesNotContain(event.stamp().step());
      }
    }
  }

  @Test
  void addsUpLossesAsTheHostDoes() throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    TrainingSession there = session(OverheadGovernor.off());
    there.loss("a", place(device, floats(0.1f)), 3);
    there.loss("a", 0.2f, 3);
    there.loss("b", place(device, floats(0.3f, 0.4f)), 10);
    there.gradientsDone();
    there.stepDone(0);
    there.loss("", 5f, 0);
    there.gradientsDone();
    there.stepDone(1);
    there.epochDone();
    there.end();
    Map<Long, Double> losses = recording.scalars("train/loss");
    Map<Long, Double> epochs = recording.scalars("train/epoch/loss");

    recording.close();
    recording = new Recording(dir.resolve("host"));
    TrainingSession host = session(OverheadGovernor.off());
    host.loss("a", 0.1f, 3);
    host.loss("a", 0.2f, 3);
    host.loss("b", (double) 0.3f + 0.4f, 10);
    host.gradientsDone();
    host.stepDone(0);
    host.loss("", 5f, 0);
    host.gradientsDone();
    host.stepDone(1);
    host.epochDone();
    host.end();
    assertThat(losses).isEqualTo(recording.scalars("train/loss")).hasSize(2);
    assertThat(epochs).isEqualTo(recording.scalars("train/epoch/loss")).containsOnlyKeys(1L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forgetsALossForABetterOne(boolean recorded) throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("", place(device, floats(1)), 0);
    session.forgetLoss();
    if (recorded) {
      session.loss("", place(device, floats(2)), 0);
    }
    session.gradientsDone();
    session.stepDone(0);
    session.end();
    assertThat(recording.scalars("train/loss")).isEqualTo(recorded ? Map.of(0L, 2.0) : Map.of());
    assertThat(device.open()).isZero();
  }

  @Test
  void recordsOnceALossThatIsHandedOver() throws Exception {
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    PretendDevice silent = device(Manner.ANSWERS, Manner.IS_SILENT);
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("", place(device, floats(1)), 4);
    session.gradientsDone();
    // An update threw: the program goes on with the same step.
    session.loss("", place(silent, floats(2)), 4);
    session.gradientsDone();
    for (int again = 0; again < 10; again++) {
      while (device.open() > 0) {
        Thread.onSpinWait();
      }
      session.gradientsDone();
    }
    session.resume();
    session.stepDone(1_000_000);
    session.end();
    assertThat(silent.open()).as("copies of what came too late").isZero();
    assertThat(
            recording.all(Scalar.class).stream()
                .filter(scalar -> scalar.name().equals("train/loss"))
                .map(Scalar::value))
        .containsExactly(1.0);
    assertThat(recording.scalars("train/examples_per_second")).hasSize(1);
    assertThat(recording.scalars("stepscope/device_results_missed")).isEmpty();
  }

  @Test
  void leavesLossesToBeReadThatCannotBeCopied() {
    TrainingSession session = session(OverheadGovernor.off());
    PretendDevice refusing = device(Manner.ANSWERS, Manner.REFUSES);
    assertThat(session.loss("", place(refusing, floats(1)), 0)).isFalse();
    PretendDevice preparing = device(Manner.ANSWERS, Manner.PREPARES);
    assertThat(session.loss("", place(preparing, floats(1)), 0)).isFalse();
    PretendDevice lacking = device(Manner.ANSWERS, Manner.LACKS);
    assertThat(session.loss("", place(lacking, floats(1)), 0)).isFalse();
    PretendDevice device = device(Manner.ANSWERS, Manner.ANSWERS);
    assertThat(session.loss("", place(device, Tensor.floats(LARGE, 1)), 0)).isFalse();
    session.end();
    assertThat(recording.recorder.failures())
        .containsExactly(Map.entry("copying a loss from a device", 1L));
  }

  @Test
  void showsTheNewestLossThatIsKnown() {
    PretendDevice silent = device(Manner.ANSWERS, Manner.IS_SILENT);
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("", 3f, 0);
    session.gradientsDone();
    session.stepDone(0);
    session.loss("", place(silent, floats(1)), 0);
    session.gradientsDone();
    session.stepDone(1);
    assertThat(session.lastLoss()).isEqualTo(3);
    session.end();
    assertThat(silent.open()).isZero();
  }

  private TrainingSession step(
      TrainingSession session, PretendDevice device, Tensor gradient, Tensor before, Tensor after) {
    session.gradientsDone();
    session.gradient("w", List.of(view(device, gradient)));
    session.weightsBefore("w", view(device, before));
    session.tensorsShown();
    session.weightsAfter("w", view(device, after));
    session.stepDone(1);
    return session;
  }

  private TrainingSession session(OverheadGovernor governor) {
    return new TrainingSession(recording.recorder, governor, clock::incrementAndGet, 0, 0);
  }

  /** A device whose addresses are made up: tensor number {@code n} lies at n gigabytes. */
  private PretendDevice device(Manner counting, Manner copying) {
    return new PretendDevice(this::at, counting, copying);
  }

  private ByteBuffer at(long address, long bytes) {
    ByteBuffer all = memory.get((int) (address >>> 30) - 1).bytes();
    return all.slice((int) (address & 0x3fff_ffff), (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private DeviceTensor place(PretendDevice device, Tensor tensor) {
    memory.add(tensor);
    long count = tensor.bytes().capacity() / tensor.type().bytes();
    return new DeviceTensor(device, 0, (long) memory.size() << 30, count, tensor.type());
  }

  private TensorView view(PretendDevice device, Tensor tensor) {
    return TensorView.onDevice(place(device, tensor), tensor.type(), tensor::view);
  }

  private static Tensor floats(float... values) {
    Tensor tensor = Tensor.floats(values.length, 0);
    for (int i = 0; i < values.length; i++) {
      tensor.bytes().putFloat(i * Float.BYTES, values[i]);
    }
    return tensor;
  }

  private static Histogram sample(Tensor tensor) {
    int distance = Math.toIntExact(TensorSample.distance(LARGE));
    float[] values = new float[(LARGE + distance - 1) / distance];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.bytes().getFloat(i * distance * Float.BYTES);
    }
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  private Map<String, Object> tags() throws Exception {
    Map<String, Object> tags = new HashMap<>();
    for (Params params : recording.all(Params.class)) {
      tags.putAll(params.values());
    }
    return tags;
  }
}
