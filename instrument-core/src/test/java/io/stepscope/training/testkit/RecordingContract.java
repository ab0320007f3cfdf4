package io.stepscope.training.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.stepscope.Run;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Scalar;
import io.stepscope.event.TensorHistogram;
import io.stepscope.histogram.Histogram;
import io.stepscope.histogram.HistogramBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of a training, the same in every framework. */
public abstract class RecordingContract {

  private static final int EPOCHS = 3;

  @TempDir Path dir;

  /**
   * A training of the framework.
   *
   * @param run what the adapter under test records into; null for a training without it
   */
  protected abstract WitnessedTraining training(@Nullable Run run) throws Exception;

  @Test
  void everyLossIsTheOneThatTheFrameworkHad() throws Exception {
    Recorded recorded = record(Map.of("histograms", "off"));
    assertThat(recorded.run.scalars("train/loss").values())
        .containsExactlyElementsOf(recorded.losses);
    assertThat(recorded.run.scalars("train/loss").keySet())
        .containsExactlyElementsOf(steps(recorded.losses.size()));
  }

  @Test
  void epochsAreNumberedAndHaveTheirMeanLoss() throws Exception {
    Recorded recorded = record(Map.of("histograms", "off"));
    int perEpoch = recorded.stepsPerEpoch;
    recorded
        .run
        .epochs()
        .forEach((step, epoch) -> assertThat(epoch).isEqualTo((int) (step / perEpoch)));
    Map<Long, Double> means = recorded.run.scalars("train/epoch/loss");
    assertThat(means).hasSize(EPOCHS);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      double mean =
          recorded.losses.subList(epoch * perEpoch, (epoch + 1) * perEpoch).stream()
              .mapToDouble(Double::doubleValue)
              .average()
              .orElseThrow();
      assertThat(means.get((epoch + 1L) * perEpoch - 1)).isCloseTo(mean, withinPercentage(1e-4));
    }
  }

  @Test
  void histogramsAreThoseOfTheTensorsAroundEachStep() throws Exception {
    Recorded recorded = record(Map.of("histograms", "every:1"));
    int steps = recorded.losses.size();
    assertThat(recorded.gradients).hasSize(steps);
    List<Map<String, float[]>> weights = new ArrayList<>(recorded.weights);
    weights.add(recorded.last);
    for (int step = 0; step < steps; step++) {
      for (String name : recorded.gradients.get(step).keySet()) {
        float[] before = of(weights.get(step), name);
        float[] update = of(weights.get(step + 1), name).clone();
        for (int i = 0; i < update.length; i++) {
          update[i] -= before[i];
        }
        Histogram gradient = histogram(of(recorded.gradients.get(step), name));
        assertThat(recorded.run.histogram("gradients/" + name, step)).isEqualTo(gradient);
        assertThat(recorded.run.histogram("weights/" + name, step)).isEqualTo(histogram(before));
        assertThat(recorded.run.histogram("updates/" + name, step)).isEqualTo(histogram(update));
      }
    }
    recorded.last.forEach(
        (name, values) ->
            assertThat(recorded.run.histogram("weights/" + name, steps))
                .as("weights that the training ended with")
                .isEqualTo(histogram(values)));
  }

  @Test
  void normsAndRatiosAreThoseOfTheHistograms() throws Exception {
    Recorded recorded = record(Map.of("histograms", "every:1"));
    for (int step = 0; step < recorded.losses.size(); step++) {
      double squares = 0;
      for (String name : recorded.gradients.get(step).keySet()) {
        double gradient = recorded.run.histogram("gradients/" + name, step).norm();
        double weights = recorded.run.histogram("weights/" + name, step).norm();
        double update = recorded.run.histogram("updates/" + name, step).norm();
        squares += gradient * gradient;
        assertThat(recorded.scalar("gradients/norm/" + name, step)).isEqualTo(gradient);
        assertThat(recorded.scalar("weights/norm/" + name, step)).isEqualTo(weights);
        if (weights != 0) {
          assertThat(recorded.scalar("updates/ratio/" + name, step))
              .isCloseTo(update / weights, withinPercentage(1e-9));
        }
      }
      assertThat(recorded.scalar("gradients/norm", step))
          .isCloseTo(Math.sqrt(squares), withinPercentage(1e-9));
    }
  }

  @Test
  void stepsHaveTheirTimesAndRates() throws Exception {
    Recorded recorded = record(Map.of("histograms", "off"));
    List<Long> steps = steps(recorded.losses.size());
    List<Long> timed = new ArrayList<>(recorded.run.timings("time/step").keySet());
    assertThat(timed).isSubsetOf(steps).containsAll(steps.subList(1, recorded.stepsPerEpoch));
    for (String phase : List.of("time/step", "time/backward", "time/update")) {
      assertThat(recorded.run.timings(phase).values())
          .as(phase)
          .isNotEmpty()
          .allSatisfy(nanos -> assertThat(nanos).isPositive());
    }
    recorded
        .run
        .timings("time/step")
        .forEach(
            (step, nanos) -> {
              Map<Long, Long> updates = recorded.run.timings("time/update");
              assertThat(updates.getOrDefault(step, 0L)).as("step %d", step).isLessThan(nanos);
            });
    assertThat(recorded.run.scalars("train/examples_per_second").keySet())
        .containsExactlyElementsOf(timed);
    assertThat(recorded.run.scalars("train/learning_rate").keySet())
        .containsExactlyElementsOf(steps);
  }

  @Test
  void nothingComesForAStepThatIsComplete() throws Exception {
    Recorded recorded = record(Map.of("histograms", "every:1"));
    assertThat(recorded.run.completeSteps())
        .containsExactlyElementsOf(steps(recorded.losses.size()));
    Set<Long> complete = new TreeSet<>();
    for (Event event : recorded.run.all(Event.class)) {
      long step = event.stamp().step();
      if (event.kind() == EventKind.STEP_COMPLETE) {
        complete.add(step);
      } else if (event instanceof Scalar || event instanceof TensorHistogram) {
        assertThat(complete).as("%s", event).doesNotContain(step);
      }
    }
  }

  @Test
  void theTrainingIsTheSameToTheLastBit() throws Exception {
    Recorded recorded = record(Map.of("histograms", "every:1"));
    try (WitnessedTraining plain = training(null)) {
      plain.train(EPOCHS);
      assertThat(recorded.losses).isEqualTo(plain.losses());
      Map<String, float[]> weights = plain.weightsNow();
      assertThat(recorded.last).hasSameSizeAs(weights);
      weights.forEach((name, values) -> assertThat(of(recorded.last, name)).isEqualTo(values));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void histogramsComeExactlyAsOftenAsAskedFor(int interval) throws Exception {
    Recorded recorded = record(Map.of("histograms", "every:" + interval));
    String name = recorded.gradients.get(0).keySet().iterator().next();
    List<Long> expected =
        steps(recorded.losses.size()).stream().filter(step -> step % interval == 0).toList();
    assertThat(histogramSteps(recorded, "gradients/" + name)).isEqualTo(expected);
  }

  @Test
  void histogramsTakenWithinABudgetLeaveNoStepUncounted() throws Exception {
    Recorded recorded = record(Map.of("histograms", "auto"));
    int steps = recorded.losses.size();
    String name = recorded.gradients.get(0).keySet().iterator().next();
    List<Long> taken = histogramSteps(recorded, "gradients/" + name);
    assertThat(taken).startsWith(0L).hasSizeLessThan(steps);
    assertThat(recorded.scalar("stepscope/histogram_steps", steps - 1)).isEqualTo(taken.size());
    assertThat(recorded.scalar("stepscope/histogram_steps_skipped", steps - 1))
        .isEqualTo(steps - taken.size());
    assertThat(recorded.run.scalars("stepscope/histogram_interval")).isNotEmpty();
  }

  @Test
  void noHistogramIsTakenWhenNoneIsWanted() throws Exception {
    assertThat(record(Map.of("histograms", "off")).run.all(TensorHistogram.class)).isEmpty();
  }

  @Test
  void nothingThatIsStillBeingCountedIsLostWhenTheRunEnds() throws Exception {
    Run run = run(Map.of("histograms", "every:1"));
    try (WitnessedTraining training = training(run)) {
      training.train(EPOCHS);
      run.close();
      assertThat(run.recorder().lost()).isEmpty();
      int steps = training.losses().size();
      Recorded recorded = new Recorded(training);
      recorded.run = RecordedRun.in(run.folder());
      String name = recorded.gradients.get(0).keySet().iterator().next();
      assertThat(histogramSteps(recorded, "gradients/" + name)).hasSize(steps);
      assertThat(recorded.run.completeSteps()).containsExactlyElementsOf(steps(steps));
    }
  }

  @Test
  void aRunThatEndsTooEarlyEndsNoTraining() throws Exception {
    List<Double> losses;
    Run run = run(Map.of("histograms", "every:1"));
    try (WitnessedTraining training = training(run)) {
      training.train(1);
      run.close();
      training.train(EPOCHS - 1);
      losses = training.losses();
      training.finish();
    }
    assertThat(run.recorder().lost()).isNotEmpty();
    try (WitnessedTraining plain = training(null)) {
      plain.train(EPOCHS);
      assertThat(losses).isEqualTo(plain.losses());
    }
  }

  @Test
  void noThreadIsLeftBehind() throws Exception {
    record(Map.of("histograms", "every:1"));
    Steered.await(
        "the end of our threads",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("stepscope")));
  }

  private Recorded record(Map<String, String> settings) throws Exception {
    Run run = run(settings);
    Recorded recorded;
    try (run;
        WitnessedTraining training = training(run)) {
      training.train(EPOCHS);
      recorded = new Recorded(training);
      training.finish();
      assertThat(run.recorder().failures()).isEmpty();
    }
    recorded.run = RecordedRun.in(run.folder());
    assertThat(recorded.losses).hasSize(EPOCHS * recorded.stepsPerEpoch);
    return recorded;
  }

  private Run run(Map<String, String> settings) {
    var builder = Run.builder().dir(dir).set("forward", "off").set("progress", "off");
    settings.forEach(builder::set);
    return builder.start();
  }

  private static List<Long> histogramSteps(Recorded recorded, String name) {
    return recorded.run.all(TensorHistogram.class).stream()
        .filter(event -> event.name().equals(name))
        .map(event -> event.stamp().step())
        .toList();
  }

  private static List<Long> steps(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  private static float[] of(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  private static Histogram histogram(float[] values) {
    return new HistogramBuilder().add(values, 0, values.length).build();
  }

  /** What the training itself saw, and what is in its journal. */
  private static final class Recorded {
    private final int stepsPerEpoch;
    private final List<Double> losses;
    private final List<Map<String, float[]>> gradients;
    private final List<Map<String, float[]>> weights;
    private final Map<String, float[]> last;
    private RecordedRun run = RecordedRun.empty();

    Recorded(WitnessedTraining training) {
      stepsPerEpoch = training.stepsPerEpoch();
      losses = List.copyOf(training.losses());
      gradients = List.copyOf(training.gradients());
      weights = List.copyOf(training.weights());
      last = new HashMap<>(training.weightsNow());
    }

    double scalar(String name, long step) {
      return Objects.requireNonNull(run.scalars(name).get(step), () -> name + " at step " + step);
    }
  }
}
