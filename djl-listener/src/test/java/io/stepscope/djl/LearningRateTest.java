package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.optimizer.Sgd;
import ai.djl.training.tracker.MultiFactorTracker;
import ai.djl.training.tracker.ParameterTracker;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void isTheOneUsedWhateverTheSchedule() {
    assertFollows(() -> Tracker.fixed(0.1f));
    assertFollows(() -> Tracker.factor().setBaseValue(0.1f).setFactor(0.5f).build());
    assertFollows(
        () -> Tracker.cosine().setBaseValue(0.1f).optFinalValue(0.01f).setMaxUpdates(8).build());
    assertFollows(() -> Tracker.cyclical().optBaseValue(0.01f).optMaxValue(0.1f).build());
    assertFollows(LearningRateTest::multiFactor);
    assertFollows(() -> Tracker.warmUp().optWarmUpSteps(3).setMainTracker(multiFactor()).build());
  }

  @Test
  void askingDoesNotMoveAScheduleOn() {
    MultiFactorTracker asked = multiFactor();
    MultiFactorTracker alone = multiFactor();
    Updates updates = new Updates(asked);
    LearningRate rate = new LearningRate(updates);
    for (int update = 1; update <= 10; update++) {
      updates.update("a");
      rate.used("a");
      rate.used("a");
      assertThat(updates.used).isEqualTo(alone.getNewValue(update));
    }
  }

  @Test
  void isNotAskedOfATrackerThatMayNotBearIt() {
    List<Integer> questions = new ArrayList<>();
    Tracker own =
        update -> {
          questions.add(update);
          return 0.1f;
        };
    Updates updates = new Updates(own);
    updates.update("a");
    LearningRate rate = new LearningRate(updates);
    assertThat(rate.isKnown()).isFalse();
    assertThat(rate.used("a")).isNull();
    assertThat(questions).as("only the optimizer asked").containsExactly(1);
    assertThat(new LearningRate(Adam.builder().optLearningRateTracker(own).build()).isKnown())
        .isFalse();
  }

  @Test
  void isUnknownBeforeTheFirstUpdateAndWithoutAnOptimizer() {
    assertThat(
            new LearningRate(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1)).build())
                .used("a"))
        .isNull();
    assertThat(new LearningRate(null).used("a")).isNull();
  }

  @Test
  void isHeardFromATrackerOfAnyClassWithoutAskingIt() {
    List<Integer> questions = new ArrayList<>();
    Tracker own =
        update -> {
          questions.add(update);
          return 0.1f * update;
        };
    Updates updates = new Updates(own);
    LearningRate rate = new LearningRate(updates);
    rate.observe();
    assertThat(rate.isKnown()).isTrue();
    assertThat(rate.tracker()).isSameAs(own);
    assertThat(rate.used("a")).isNull();
    updates.update("a");
    updates.update("b");
    updates.update("b");
    assertThat(rate.used("b")).isEqualTo(0.2f);
    assertThat(questions).as("only the optimizer asked").containsExactly(1, 1, 2);
    rate.set(0.5f);
    updates.update("a");
    assertThat(rate.used("a")).isEqualTo(0.5f);
    assertThat(updates.used).isEqualTo(0.5f);
    rate.release();
    assertThat(updates.asked()).isNotInstanceOf(ObservedTracker.class);
  }

  @Test
  void isHeardByTwoTrainingsWithOneOptimizerWhicheverEndsFirst() {
    for (boolean firstEndsFirst : new boolean[] {true, false}) {
      Tracker own = Tracker.factor().setBaseValue(0.1f).setFactor(0.5f).build();
      Updates updates = new Updates(own);
      LearningRate first = new LearningRate(updates);
      first.observe();
      LearningRate second = new LearningRate(updates);
      second.observe();
      updates.update("a");
      assertThat(first.used("a")).isEqualTo(updates.used);
      assertThat(second.used("a")).isEqualTo(updates.used);
      (firstEndsFirst ? first : second).release();
      updates.update("a");
      LearningRate left = firstEndsFirst ? second : first;
      assertThat(left.used("a")).isEqualTo(updates.used);
      left.release();
      assertThat(updates.asked()).isSameAs(own);
    }
  }

  private static MultiFactorTracker multiFactor() {
    return Tracker.multiFactor()
        .setBaseValue(0.1f)
        .optFactor(0.5f)
        .setSteps(new int[] {2, 5})
        .build();
  }

  private static void assertFollows(Supplier<Tracker> schedule) {
    Updates updates = new Updates(schedule.get());
    LearningRate rate = new LearningRate(updates);
    for (int update = 0; update < 10; update++) {
      updates.update("a");
      updates.update("b");
      assertThat(rate.used("b")).isEqualTo(updates.used);
    }
  }

  @Test
  void anOptimizerOfTheProgramsOwnIsLeftAsItIs() {
    Own own = new Own(Tracker.factor().setBaseValue(0.1f).setFactor(0.5f).build());
    Object tracker = own.learningRateTracker;
    LearningRate rate = new LearningRate(own);
    rate.observe();
    assertThat(own.learningRateTracker).isSameAs(tracker);
    own.update("a");
    assertThat(rate.used("a")).as("DJL's own schedules can be asked").isEqualTo(own.used);
    LearningRate unknown = new LearningRate(new Own(update -> 0.1f));
    unknown.observe();
    assertThat(unknown.isKnown()).isFalse();
  }

  /** An optimizer of DJL's that only asks its tracker. */
  private static final class Updates extends Sgd {
    private float used;

    Updates(Tracker tracker) {
      super(Optimizer.sgd().setLearningRateTracker(tracker));
    }

    @Nullable Object asked() {
      return PrivateField.read(this, "learningRateTracker");
    }

    void update(String parameterId) {
      if (asked() instanceof ParameterTracker tracker) {
        used = tracker.getNewValue(parameterId, updateCount(parameterId));
      }
    }
  }

  /** An optimizer that may do with its tracker what it likes. */
  private static final class Own extends Optimizer {
    private Tracker learningRateTracker;
    private float used;

    Own(Tracker tracker) {
      super(Optimizer.sgd());
      learningRateTracker = tracker;
    }

    void update(String parameterId) {
      used = learningRateTracker.getNewValue(parameterId, updateCount(parameterId));
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray grad) {
      update(parameterId);
    }
  }
}
