package io.stepscope.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.Scalar;
import io.stepscope.event.StepComplete;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.ElementType;
import io.stepscope.histogram.Histogram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OffThreadStatisticsTest {

  private static final int[] SIZES = {0, 1, 100, 4097, 65_536, 65_537, 200_001};
  private static final long PLENTY = 64 << 20;
  private static final int LARGE = 100_000;

  @TempDir Path dir;

  private Recording recording;

  @BeforeEach
  void open() throws Exception {
    assertNoThread();
    recording = new Recording(dir);
  }

  @AfterEach
  void close() {
    recording.close();
  }

  @ParameterizedTest
  @EnumSource
  void countsTheSameFromCopiesAsFromTheTensorsThemselves(ElementType type) throws IOException {
    List<Tensor> gradients = new ArrayList<>();
    List<Tensor> before = new ArrayList<>();
    List<Tensor> after = new ArrayList<>();
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    for (int i = 0; i < SIZES.length; i++) {
      gradients.add(Tensor.random(type, SIZES[i], i, true));
      before.add(Tensor.random(type, SIZES[i], 100 + i, i % 2 == 0));
      after.add(Tensor.random(type, SIZES[i], 200 + i, i % 3 == 0));
      session.gradient("w" + i, List.of(gradients.get(i).view().dividedBy(3)));
      session.weightsBefore("w" + i, before.get(i).view());
      session.weightsAfter("w" + i, after.get(i).view());
      gradients.get(i).overwrite();
      before.get(i).overwrite();
      after.get(i).overwrite();
    }
    session.stepDone(0);
    session.end();
    for (int i = 0; i < SIZES.length; i++) {
      Histogram weights = before.get(i).histogram(1);
      Histogram update = after.get(i).minus(before.get(i));
      assertThat(one("gradients/w" + i)).isEqualTo(gradients.get(i).histogram(3));
      assertThat(one("weights/w" + i)).isEqualTo(weights);
      assertThat(one("updates/w" + i)).isEqualTo(update);
      assertThat(scalar("gradients/norm/w" + i)).isEqualTo(norm(gradients.get(i).histogram(3)));
      assertThat(scalar("weights/norm/w" + i)).isEqualTo(norm(weights));
      if (norm(weights) == 0) {
        assertThat(recording.scalars("updates/ratio/w" + i)).isEmpty();
      } else {
        assertThat(scalar("updates/ratio/w" + i))
            .isEqualTo(Double.valueOf(norm(update) / norm(weights)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sumsTheDevicesFromCopiesToo(ElementType type) throws IOException {
    Tensor one = Tensor.random(type, LARGE, 1, false);
    Tensor other = Tensor.random(type, LARGE, 2, false);
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    session.gradient("w", List.of(one.view(), other.view()));
    one.overwrite();
    other.overwrite();
    session.stepDone(0);
    session.end();
    assertThat(one("gradients/w")).isEqualTo(one.plus(other));
  }

  @Test
  void addsUpTheNormOfAllGradientsInTheirOrder() throws IOException {
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    double squares = 0;
    for (int i = 0; i < 20; i++) {
      Tensor gradient = Tensor.floats(i % 3 == 0 ? LARGE : 100, i);
      session.gradient("w" + i, List.of(gradient.view()));
      double norm = gradient.histogram(1).norm();
      squares += norm * norm;
    }
    session.stepDone(0);
    session.end();
    assertThat(scalar("gradients/norm")).isEqualTo(Double.valueOf(Math.sqrt(squares)));
  }

  @Test
  void leavesNothingOutOfAFixedScheduleWhenThereIsNoRoomForCopies() throws Exception {
    // Room for a single tensor and a little more, and a thread that does nothing for a while.
    recording.holdStatistics();
    TrainingSession session = session(OverheadGovernor.every(1), 3 * ChunkPool.CHUNK_BYTES);
    List<Tensor> weights = new ArrayList<>(List.of(Tensor.floats(LARGE, 0)));
    List<Tensor> gradients = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      gradients.add(Tensor.floats(LARGE, 1000 + step));
      weights.add(Tensor.floats(LARGE, 1 + step));
      session.gradient("w", List.of(gradients.get(step).view()));
      if (step == 0) {
        recording.releaseStatistics();
      }
      session.weightsBefore("w", weights.get(step).view());
      session.weightsAfter("w", weights.get(step + 1).view());
      session.stepDone(0);
    }
    session.end();
    for (long step = 0; step < 10; step++) {
      Tensor before = weights.get((int) step);
      Tensor after = weights.get((int) step + 1);
      assertThat(recording.histograms("gradients/w"))
          .containsEntry(step, gradients.get((int) step).histogram(1));
      assertThat(recording.histograms("weights/w")).containsEntry(step, before.histogram(1));
      assertThat(recording.histograms("updates/w")).containsEntry(step, after.minus(before));
    }
    assertThat(recording.scalars("stepscope/histogram_steps_skipped")).containsEntry(9L, 0.0);
  }

  @Test
  void countsATensorThatIsLargerThanAllRoomAtOnce() throws IOException {
    Tensor tensor = Tensor.floats(LARGE, 1);
    TrainingSession session = session(OverheadGovernor.every(1), ChunkPool.CHUNK_BYTES);
    session.gradient("w", List.of(tensor.view()));
    session.weightsBefore("w", tensor.view());
    assertThat(one("gradients/w")).isEqualTo(tensor.histogram(1));
    assertThat(one("weights/w")).isEqualTo(tensor.histogram(1));
    session.weightsAfter("w", tensor.view());
    session.stepDone(0);
    session.end();
    assertThat(recording.histograms("updates/w")).as("no room to keep weights").isEmpty();
  }

  @Test
  void letsWholeStepsPassWhileTheLastLookIsCountedWhenTheScheduleIsAutomatic() throws Exception {
    recording.holdStatistics();
    OverheadGovernor governor = OverheadGovernor.auto(1);
    TrainingSession session = session(governor, PLENTY);
    List<Long> looks = new ArrayList<>();
    Tensor tensor = Tensor.floats(LARGE, 1);
    for (long step = 0; step < 60; step++) {
      if (step == 10) {
        recording.releaseStatistics();
        awaitComplete(0);
      }
      if (session.wantsTensors()) {
        looks.add(step);
      }
      assertThat(session.wantsTensors()).isEqualTo(looks.contains(step));
      look(session, tensor, looks.contains(step));
    }
    session.end();
    assertThat(looks).startsWith(0L).hasSizeGreaterThan(1).noneMatch(step -> step > 0 && step < 10);
    for (String name : List.of("gradients/w", "weights/w", "updates/w")) {
      assertThat(recording.histograms(name)).containsOnlyKeys(looks);
    }
    assertThat(governor.putOff()).isGreaterThanOrEqualTo(9);
    assertThat(recording.scalars("stepscope/histogram_steps_skipped"))
        .containsEntry(59L, 60.0 - looks.size());
    assertThat(recording.scalars("stepscope/histogram_steps_put_off").get(59L))
        .isGreaterThanOrEqualTo(9);
  }

  @Test
  void endsWithEverythingRecordedThoughTheThreadHasDoneNothing() throws Exception {
    recording.holdStatistics();
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    Tensor tensor = Tensor.floats(LARGE, 1);
    for (int step = 0; step < 5; step++) {
      look(session, tensor, true);
    }
    Thread later = new Thread(recording::releaseStatistics);
    later.start();
    session.end();
    later.join();
    for (String name : List.of("gradients/w", "weights/w", "updates/w")) {
      assertThat(recording.histograms(name)).containsOnlyKeys(0L, 1L, 2L, 3L, 4L);
    }
    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertNoThread();
  }

  @Test
  void endsWhenTheJournalIsClosedAlready() throws Exception {
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    look(session, Tensor.floats(LARGE, 1), true);
    recording.close();
    look(session, Tensor.floats(LARGE, 1), true);
    session.end();
    assertThat(recording.recorder.lost()).isNotEmpty();
    assertNoThread();
  }

  @Test
  void goesOnAfterAFailureAndCountsIt() throws Exception {
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    Tensor large = Tensor.floats(LARGE, 1);
    Tensor small = Tensor.floats(5, 1);
    for (int step = 0; step < 3; step++) {
      session.gradientsDone();
      session.gradient("broken", List.of(large.view(), small.view()));
      session.gradient("w", List.of(large.view()));
      session.stepDone(0);
    }
    session.end();
    assertThat(recording.recorder.failures())
        .containsExactly(Map.entry("computing statistics of tensors", 3L));
    assertThat(recording.histograms("gradients/w")).containsOnlyKeys(0L, 1L, 2L);
    assertThat(recording.scalars("gradients/norm")).containsOnlyKeys(0L, 1L, 2L);
    assertThat(recording.completeSteps()).hasSize(3);
  }

  @Test
  void completesStepsInTheirOrderAndNoneBeforeItsStatistics() throws Exception {
    recording.holdStatistics();
    TrainingSession session = session(OverheadGovernor.every(3), PLENTY);
    Tensor tensor = Tensor.floats(LARGE, 1);
    for (int step = 0; step < 5; step++) {
      session.loss("cpu", 1f, 1);
      look(session, tensor, session.wantsTensors());
    }
    session.epochDone();
    assertThat(recording.completeSteps()).isEmpty();
    recording.releaseStatistics();
    awaitComplete(3);
    session.end();

    assertThat(recording.completeSteps()).containsExactly(0L, 1L, 2L, 3L, 4L);
    List<Event> events = recording.all(Event.class);
    for (StepComplete end : recording.all(StepComplete.class)) {
      assertThat(events.subList(events.indexOf(end) + 1, events.size()))
          .filteredOn(event -> !isAboutUs(event))
          .noneMatch(event -> event.stamp().step() == end.stamp().step());
    }
    assertThat(recording.all(TensorHistogram.class))
        .as("the epoch of the step, not of the time of counting")
        .hasSize(6)
        .allMatch(event -> event.stamp().epoch() == 0);
  }

  @Test
  void doesNotFallBehindByMoreStepsThanTrackersWaitFor() throws Exception {
    recording.holdStatistics();
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    Tensor tensor = Tensor.floats(10_000, 1);
    for (int step = 0; step < 60; step++) {
      session.gradient("v", List.of(tensor.view()));
      look(session, tensor, true);
      if (step == 0) {
        // A thread that begins late would be held at a later step, which is then not counted.
        recording.awaitHeld();
      }
    }
    // All but the one that the thread is held at: the training has counted them itself.
    assertThat(recording.histograms("gradients/v").keySet())
        .containsAll(LongStream.range(1, 60 - TensorRecorder.MOST_STEPS_BEHIND).boxed().toList());
    recording.releaseStatistics();
    session.end();
    assertThat(recording.histograms("gradients/v")).hasSize(60);
    assertThat(recording.completeSteps()).hasSize(60);
  }

  @Test
  void countsALittleAtOnceWithoutAThread() throws Exception {
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    look(session, Tensor.floats(100, 1), true);
    assertThat(recording.histograms("updates/w")).containsOnlyKeys(0L);
    assertNoThread();
  }

  @Test
  void hasADaemonThatEndsWithTheSession() throws Exception {
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    look(session, Tensor.floats(LARGE, 1), true);
    assertThat(threads()).allMatch(Thread::isDaemon).hasSize(1);
    session.end();
    assertNoThread();
    look(session, Tensor.floats(LARGE, 1), true);
    assertThat(recording.histograms("weights/w")).as("nothing is lost").containsOnlyKeys(0L, 1L);
    assertNoThread();
  }

  @Test
  void ownsNoMemoryBetweenLooksAndNoThreadWhenItIsLeftAlone() throws Exception {
    ChunkPool pool = new ChunkPool(PLENTY);
    StatisticsThread thread =
        new StatisticsThread(recording.recorder, System::nanoTime, pool::trim, 1);
    TensorRecorder tensors = new TensorRecorder(recording.recorder, System::nanoTime, pool, thread);
    Tensor tensor = Tensor.floats(LARGE, 1);
    tensors.gradient("w", 0, 0, List.of(tensor.view()));
    tensors.before("w", 0, 0, tensor.view());
    tensors.after("w", tensor.view());
    tensors.ended(0);
    assertNoThread();
    assertThat(pool.used()).isZero();
    assertThat(pool.made()).as("one may have been shared until the end").isLessThan(2);
    tensors.gradient("w", 1, 0, List.of(tensor.view()));
    tensors.end(1);
    assertThat(recording.histograms("gradients/w")).containsOnlyKeys(0L, 1L);
    assertNoThread();
  }

  @Test
  void keepsWeightsThatNothingChanged() throws Exception {
    TrainingSession session = session(OverheadGovernor.every(1), PLENTY);
    Tensor tensor = Tensor.floats(LARGE, 1);
    session.weightsBefore("frozen", tensor.view());
    session.weightsBefore("reshaped", tensor.view());
    session.weightsAfter("reshaped", Tensor.floats(3, 1).view());
    session.weightsAfter("unknown", tensor.view());
    session.stepDone(0);
    session.end();
    assertThat(one("weights/frozen")).isEqualTo(tensor.histogram(1));
    assertThat(one("weights/reshaped")).isEqualTo(tensor.histogram(1));
    assertThat(recording.all(TensorHistogram.class)).hasSize(2);
  }

  private TrainingSession session(OverheadGovernor governor, long room) {
    TensorRecorder tensors = new TensorRecorder(recording.recorder, System::nanoTime, room);
    return new TrainingSession(recording.recorder, governor, System::nanoTime, 0, 0, tensors);
  }

  private static void look(TrainingSession session, Tensor tensor, boolean wanted) {
    session.gradientsDone();
    if (wanted) {
      session.gradient("w", List.of(tensor.view()));
      session.weightsBefore("w", tensor.view());
      session.weightsAfter("w", tensor.view());
    }
    session.stepDone(System.nanoTime());
  }

  private Histogram one(String name) throws IOException {
    Map<Long, Histogram> all = recording.histograms(name);
    assertThat(all).as(name).containsOnlyKeys(0L);
    return Objects.requireNonNull(all.get(0L));
  }

  private static boolean isAboutUs(Event event) {
    return event instanceof Scalar scalar && scalar.name().startsWith("stepscope/");
  }

  private Double scalar(String name) throws IOException {
    Map<Long, Double> all = recording.scalars(name);
    assertThat(all).as(name).containsOnlyKeys(0L);
    return Objects.requireNonNull(all.get(0L));
  }

  private static Double norm(Histogram histogram) {
    return HostStatistics.norm(histogram);
  }

  private void awaitComplete(long step) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!recording.completeSteps().contains(step)) {
      assertThat(System.nanoTime()).as("step %d is not complete", step).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(StatisticsThread.NAME))
        .toList();
  }

  private static void assertNoThread() throws InterruptedException {
    for (Thread thread : threads()) {
      thread.join(Duration.ofSeconds(30).toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
