package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.Run;
import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.TensorHistogram;
import io.stepscope.event.Timing;
import io.stepscope.folder.RunFolder;
import io.stepscope.histogram.ElementType;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSessionTest {

  private static final long MILLI = 1_000_000;

  @TempDir private Path dir;
  private final AtomicLong now = new AtomicLong(1);
  private Run run;
  private TrainingSession session;

  @BeforeEach
  void begin() {
    run = Run.builder().dir(dir).set("trackers", "").set("progress", "off").start();
    session = new TrainingSession(run.recorder(), OverheadGovernor.every(1), now::get, 0, 0);
  }

  @Test
  void oneCallOnOneDeviceIsExactlyThatFloat() throws IOException {
    step(2.3025851f);

    assertThat(scalar("train/loss", 0).value()).isEqualTo(2.3025851f);
    assertThat(scalar("train/loss", 0).float32()).isTrue();
  }

  @Test
  void severalCallsOfADeviceAreSummedAndDevicesAveragedByTheirExamples() throws IOException {
    session.loss("gpu(0)", 1f, 30);
    session.loss("gpu(0)", 2f, 30);
    session.loss("gpu(1)", 7f, 30);
    session.gradientsDone();
    session.stepDone(now.addAndGet(MILLI));

    // (1 + 2) over 60 examples and 7 over 30.
    assertThat(scalar("train/loss", 0).value()).isEqualTo((3.0 * 60 + 7.0 * 30) / 90);
  }

  @Test
  void aValidationBelongsToTheStepBeforeItAndComesBeforeItIsComplete() throws IOException {
    step(1f);
    step(0.5f);
    session.validation("Accuracy", 0.75f);
    session.epochMetric("Accuracy", 0.5f);
    session.epochDone();
    step(0.25f);
    session.end();

    List<Event> events = events();
    Event validation = scalar("validate/Accuracy", 1);
    assertThat(validation.stamp().epoch()).isZero();
    assertThat(scalar("train/epoch/Accuracy", 1).value()).isEqualTo(0.5);
    assertThat(scalar("train/loss", 2).stamp().epoch()).isEqualTo(1);
    List<Event> complete = events.stream().filter(StepComplete.class::isInstance).toList();
    assertThat(complete).extracting(event -> event.stamp().step()).containsExactly(0L, 1L, 2L);
    for (Event end : complete) {
      assertThat(events.subList(events.indexOf(end) + 1, events.size()))
          .as("what comes after step %d is complete", end.stamp().step())
          .noneMatch(event -> event.stamp().step() == end.stamp().step());
    }
  }

  @Test
  void gradientsWeightsAndUpdatesBelongToTheStepThatMadeThem() throws IOException {
    session.loss("cpu", 1f, 2);
    session.gradientsDone();
    assertThat(session.wantsTensors()).isTrue();
    session.gradient("w", List.of(view(3, -4)));
    session.weightsBefore("w", view(1, 1));
    session.weightsAfter("w", view(0.5f, 1));
    session.stepDone(now.addAndGet(MILLI));
    session.finalWeights("w", view(0.5f, 1));
    session.end();

    assertThat(scalar("gradients/norm/w", 0).value()).isEqualTo(5);
    assertThat(scalar("gradients/norm", 0).value()).isEqualTo(5);
    assertThat(histogram("gradients/w", 0).histogram().min()).isEqualTo(-4);
    assertThat(histogram("weights/w", 0).histogram().sum()).isEqualTo(2);
    assertThat(histogram("updates/w", 0).histogram().min()).isEqualTo(-0.5);
    assertThat(scalar("updates/ratio/w", 0).value()).isEqualTo(0.5 / Math.sqrt(2));
    assertThat(histogram("weights/w", 1).histogram().sum()).isEqualTo(1.5);
  }

  @Test
  void gradientsOfSeveralDevicesAreAdded() throws IOException {
    session.loss("gpu(0)", 1f, 2);
    session.gradientsDone();
    session.gradient("w", List.of(view(1, 2), view(10, 20)));
    session.stepDone(now.addAndGet(MILLI));

    assertThat(histogram("gradients/w", 0).histogram().min()).isEqualTo(11);
    assertThat(histogram("gradients/w", 0).histogram().max()).isEqualTo(22);
  }

  @Test
  void stepTimesAreThoseOfTheStep() throws IOException {
    step(1f);
    session.loss("cpu", 1f, 64);
    session.phase(Phase.BACKWARD, 3 * MILLI);
    session.gradientsDone();
    session.stepDone(now.addAndGet(10 * MILLI));

    assertThat(timing("time/step", 1).nanos()).isEqualTo(10 * MILLI);
    assertThat(timing("time/backward", 1).nanos()).isEqualTo(3 * MILLI);
    assertThat(scalar("train/examples_per_second", 1).value()).isEqualTo(6_400);
  }

  private void step(float loss) {
    session.loss("cpu", loss, 2);
    session.gradientsDone();
    session.stepDone(now.addAndGet(MILLI));
  }

  private static TensorView view(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new TensorView(bytes, ElementType.FLOAT32, () -> {});
  }

  private Scalar scalar(String name, long step) throws IOException {
    return only(Scalar.class, step, event -> event.name().equals(name));
  }

  private Timing timing(String name, long step) throws IOException {
    return only(Timing.class, step, event -> event.name().equals(name));
  }

  private TensorHistogram histogram(String name, long step) throws IOException {
    return only(TensorHistogram.class, step, event -> event.name().equals(name));
  }

  private <E extends Event> E only(Class<E> type, long step, Predicate<E> matching)
      throws IOException {
    List<E> found =
        events().stream()
            .filter(type::isInstance)
            .map(type::cast)
            .filter(event -> event.stamp().step() == step && matching.test(event))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<Event> events() throws IOException {
    run.close();
    List<Event> events = new ArrayList<>();
    try (JournalReader reader = JournalReader.open(new RunFolder(run.folder()).journal(0))) {
      reader.readAll(events::add);
    }
    return events;
  }
}
