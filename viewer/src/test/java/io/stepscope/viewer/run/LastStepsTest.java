package io.stepscope.viewer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import org.junit.jupiter.api.Test;

class LastStepsTest {
  private final LastSteps last = new LastSteps();

  @Test
  void theWeightsAfterTheLastStepAreNoStepOfTheirOwn() {
    scalar("train/loss", 9, 0, 0.5);
    scalar("weights/norm/w", 10, 1, 3);
    assertThat(last.steps()).isEqualTo(10);
    assertThat(last.epochs()).isEqualTo(1);
  }

  @Test
  void aStepThatIsCompletedInTheNextEpochBelongsToItsOwn() {
    scalar("train/loss", 9, 0, 0.5);
    last.event(new StepComplete(new Stamp("r", 0, 2, 9, 1, 0)));
    assertThat(last.epochs()).isEqualTo(1);
  }

  @Test
  void theLossIsThatOfTheLargestStepHoweverLateOthersCome() {
    scalar("train/loss", 9, 0, 0.5);
    scalar("train/loss", 8, 0, 0.7);
    assertThat(last.loss()).isEqualTo(0.5);
  }

  private void scalar(String name, long step, int epoch, double value) {
    last.scalar("r", 0, step, step, epoch, 1, name, value, false);
  }
}
