package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.stepscope.event.Event;
import io.stepscope.event.Params;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.JournalWriter;
import io.stepscope.recorder.Notices;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSessionTest {

  @TempDir Path dir;

  private JournalWriter journal;
  private Recorder recorder;
  private long now = 1_000;

  @BeforeEach
  void open() throws IOException {
    journal = JournalWriter.open(dir.resolve("journal"), "run", 0, JournalOptions.defaults());
    recorder =
        new Recorder(
            journal,
            "run",
            0,
            () -> 0,
            new Notices(line -> {}),
            Redaction.of(Map.of(), Map.of()),
            params -> {});
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void keepsTheLossOfOneCallAsTheFloatItWas() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("cpu", 0.1f, 32);
    session.gradientsDone();
    session.stepDone(now);
    assertThat(all(Scalar.class)).hasSize(1);
    Scalar loss = all(Scalar.class).get(0);
    assertThat(loss.name()).isEqualTo("train/loss");
    assertThat(loss.float32()).isTrue();
    assertThat((float) loss.value()).isEqualTo(0.1f);
    assertThat(session.lastLoss()).isEqualTo(0.1f);
  }

  @Test
  void sumsTheLossesOfADeviceAndAveragesDevicesByTheirExamples() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("gpu(0)", 1f, 20);
    session.loss("gpu(0)", 2f, 10);
    session.loss("gpu(1)", 7f, 10);
    session.gradientsDone();
    session.stepDone(now);
    assertThat(scalars("train/loss")).containsExactly(Map.entry(0L, 0.75 * 3 + 0.25 * 7));
  }

  @Test
  void averagesDevicesEvenlyWhenExamplesAreUnknown() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("gpu(0)", 1f, 0);
    session.loss("gpu(1)", 2f, 0);
    session.gradientsDone();
    session.stepDone(now);
    assertThat(scalars("train/loss")).containsExactly(Map.entry(0L, 1.5));
  }

  @Test
  void recordsTheLossAsSoonAsGradientsAreDone() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    session.loss("cpu", 1f, 1);
    session.gradientsDone();
    assertThat(scalars("train/loss")).containsKey(0L);
    assertThat(all(StepComplete.class)).isEmpty();
  }

  @Test
  void marksARunWhoseLossesWereEvaluatedAgain() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    for (int step = 0; step < 2; step++) {
      session.lossWasEvaluated();
      session.loss("cpu", 1f, 1);
      session.gradientsDone();
      session.stepDone(now);
    }
    assertThat(all(Params.class)).hasSize(1);
    assertThat(all(Params.class).get(0).values()).containsEntry("train/loss", "evaluated");
  }

  @Test
  void measuresStepsFromEndToEndAndLeavesOutWhatIsNoTraining() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    session.stepDone(now);
    now += 500;
    session.examples(10);
    session.stepDone(now);
    now += 9_000;
    session.resume();
    now += 700;
    session.stepDone(now);
    assertThat(all(Timing.class))
        .extracting(Timing::name, timing -> timing.stamp().step(), Timing::nanos)
        .containsExactly(tuple("time/step", 1L, 500L), tuple("time/step", 2L, 700L));
    assertThat(scalars("train/examples_per_second")).containsExactly(Map.entry(1L, 10 / 500e-9));
  }

  @Test
  void addsUpThePartsOfAPhase() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    session.phase(Phase.BACKWARD, 3);
    session.phase(Phase.BACKWARD, 4);
    session.phase(Phase.UPDATE, 5);
    session.stepDone(now);
    session.stepDone(now);
    assertThat(all(Timing.class))
        .extracting(Timing::name, Timing::nanos)
        .containsExactly(tuple("time/backward", 7L), tuple("time/update", 5L));
  }

  @Test
  void looksAtEachTensorAroundTheUpdate() throws IOException {
    TrainingSession session = session(OverheadGovernor.every(2));
    for (int step = 0; step < 3; step++) {
      if (session.wantsTensors()) {
        session.gradient("w", List.of(view(3, 4)));
        session.weightsBefore("w", view(0, 5));
        session.gradient("v", List.of(view(12)));
        session.weightsBefore("v", view(0));
        session.weightsAfter("w", view(3, 5));
        session.weightsAfter("v", view(1));
      }
      session.stepDone(now);
    }
    session.finalWeights("w", view(8, 9));
    session.end();
    assertThat(histogram("gradients/w", 0)).isEqualTo(of(3, 4));
    assertThat(histogram("weights/w", 2)).isEqualTo(of(0, 5));
    assertThat(histogram("updates/w", 2)).isEqualTo(of(3, 0));
    assertThat(histogram("updates/v", 0)).isEqualTo(of(1));
    assertThat(histogram("weights/w", 3)).isEqualTo(of(8, 9));
    assertThat(scalars("gradients/norm/w")).containsEntry(0L, 5.0);
    assertThat(scalars("gradients/norm")).containsExactly(Map.entry(0L, 13.0), Map.entry(2L, 13.0));
    assertThat(scalars("updates/ratio/w")).containsEntry(0L, 3.0 / 5);
    assertThat(scalars("updates/ratio/v")).as("zero weights have no ratio").isEmpty();
    assertThat(scalars("stepscope/histogram_steps")).containsExactly(Map.entry(2L, 2.0));
    assertThat(scalars("stepscope/histogram_steps_skipped")).containsExactly(Map.entry(2L, 1.0));
  }

  @Test
  void sumsTheGradientsOfSeveralDevices() throws IOException {
    TrainingSession session = session(OverheadGovernor.every(1));
    session.gradient("w", List.of(view(1, 2), view(10, 20), view(100, 200)));
    session.stepDone(now);
    assertThat(histogram("gradients/w", 0)).isEqualTo(of(111, 222));
  }

  @Test
  void hasANormThatSaysNaNWhenAValueIs() throws IOException {
    TrainingSession session = session(OverheadGovernor.every(1));
    session.gradient("w", List.of(view(1, Float.NaN)));
    session.stepDone(now);
    assertThat(scalars("gradients/norm").get(0L)).isNaN();
    assertThat(histogram("gradients/w", 0).nan()).isOne();
  }

  @Test
  void calculatesUpdatesOfDoublesAndHalves() throws IOException {
    TrainingSession session = session(OverheadGovernor.every(1));
    session.weightsBefore("d", doubles(1, 2));
    session.weightsAfter("d", doubles(1 + 1e-12, 2));
    session.weightsBefore(
        "h", new TensorView(halves(0x3c00, 0x4000), ElementType.FLOAT16, () -> {}));
    session.weightsAfter(
        "h", new TensorView(halves(0x4000, 0x4000), ElementType.FLOAT16, () -> {}));
    session.stepDone(now);
    assertThat(histogram("updates/d", 0).max()).isEqualTo(1 + 1e-12 - 1);
    assertThat(histogram("updates/h", 0)).isEqualTo(of(1, 0));
  }

  @Test
  void tellsItsOwnTimeFromThatOfTheTraining() throws IOException {
    // Every step takes 1,000 of which 10 are ours: the budget is gone, but looking goes on.
    OverheadGovernor governor = OverheadGovernor.auto(0.01);
    TrainingSession session = new TrainingSession(recorder, governor, () -> now++, 0, 0);
    for (int step = 0; step < 100; step++) {
      now += 990;
      session.enter();
      now += 10;
      if (session.wantsTensors()) {
        session.gradient("w", List.of(view(1)));
      }
      session.stepDone(now);
      session.leave();
    }
    assertThat(governor.looks()).isBetween(2L, 99L);
    assertThat(scalars("stepscope/histogram_interval")).isNotEmpty();
  }

  @Test
  void completesAStepWhenTheValidationAfterItIsIn() throws IOException {
    TrainingSession session = session(OverheadGovernor.off());
    for (int step = 0; step < 3; step++) {
      session.loss("cpu", 1f, 1);
      session.gradientsDone();
      session.stepDone(now);
      session.validation("Accuracy", 0.75f);
      session.epochMetric("Accuracy", 0.5f);
      session.epochDone();
      session.validation("F1", 0.5f); // Some validate only when the epoch is over.
    }
    session.end();

    List<Event> events = all(Event.class);
    List<StepComplete> complete = all(StepComplete.class);
    assertThat(complete).extracting(end -> end.stamp().step()).containsExactly(0L, 1L, 2L);
    for (StepComplete end : complete) {
      long step = end.stamp().step();
      assertThat(events.subList(events.indexOf(end) + 1, events.size()))
          .noneMatch(event -> event.stamp().step() == step);
    }
    assertThat(scalars("validate/Accuracy")).containsOnlyKeys(0L, 1L, 2L);
    assertThat(scalars("validate/F1")).containsOnlyKeys(0L, 1L, 2L);
    assertThat(all(Scalar.class))
        .filteredOn(scalar -> scalar.name().startsWith("validate/"))
        .as("the epoch of the step that was validated")
        .allMatch(scalar -> scalar.stamp().epoch() == scalar.stamp().step());
  }

  @Test
  void continuesWhereAResumedRunStopped() throws IOException {
    TrainingSession session =
        new TrainingSession(recorder, OverheadGovernor.off(), () -> now, 100, 3);
    session.loss("cpu", 1f, 1);
    session.gradientsDone();
    session.stepDone(now);
    session.epochDone();
    session.end();
    assertThat(all(StepComplete.class).get(0).stamp().step()).isEqualTo(100);
    assertThat(all(StepComplete.class).get(0).stamp().epoch()).isEqualTo(3);
    assertThat(session.epoch()).isEqualTo(4);
    assertThat(scalars("train/epoch/loss")).containsExactly(Map.entry(100L, 1.0));
  }

  private TrainingSession session(OverheadGovernor governor) {
    return new TrainingSession(recorder, governor, () -> now, 0, 0);
  }

  private static TensorView view(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new TensorView(bytes, ElementType.FLOAT32, () -> {});
  }

  private static TensorView doubles(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return new TensorView(bytes, ElementType.FLOAT64, () -> {});
  }

  private static ByteBuffer halves(int... bits) {
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : bits) {
      bytes.putShort((short) half);
    }
    return bytes.flip();
  }

  private static Histogram of(float... values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  private <E extends Event> List<E> all(Class<E> type) throws IOException {
    List<E> found = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(dir.resolve("journal"))) {
      reader.readAll(
          event -> {
            if (type.isInstance(event)) {
              found.add(type.cast(event));
            }
          });
    }
    return found;
  }

  private Map<Long, Double> scalars(String name) throws IOException {
    Map<Long, Double> values = new TreeMap<>();
    for (Scalar scalar : all(Scalar.class)) {
      if (scalar.name().equals(name)) {
        values.put(scalar.stamp().step(), scalar.value());
      }
    }
    return values;
  }

  private Histogram histogram(String name, long step) throws IOException {
    return all(TensorHistogram.class).stream()
        .filter(event -> event.name().equals(name) && event.stamp().step() == step)
        .map(TensorHistogram::histogram)
        .findFirst()
        .orElseThrow();
  }
}
