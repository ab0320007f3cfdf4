package io.stepscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrackersTest {
  private final List<TrackerProvider> known =
      List.of(new Named("jsonl"), new Named("mlflow"), new Named("tensorboard"));

  @Test
  void findsATrackerByItsName() {
    assertThat(Trackers.named("mlflow", known).name()).isEqualTo("mlflow");
  }

  @Test
  void namesTheNearestOneAndAllKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trackers.named("tensorbaord", known))
        .withMessage(
            "unknown tracker 'tensorbaord', did you mean 'tensorboard'?"
                + " Known: jsonl, mlflow, tensorboard");
  }

  @Test
  void saysWhenThereIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trackers.named("jsonl", List.of()))
        .withMessageContaining("no tracker is on the class path");
  }

  private record Named(String name) implements TrackerProvider {
    @Override
    public Capabilities capabilities() {
      return Capabilities.everything(1);
    }

    @Override
    public Tracker create(TrackerSettings settings) {
      throw new IllegalStateException("not made here");
    }
  }
}
