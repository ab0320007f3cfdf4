package io.stepscope.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SharedStepsTest {
  private final SharedSteps steps = new SharedSteps();
  private final List<Long> complete = new ArrayList<>();

  @Test
  void aStepIsCompleteWhenAllTrainingsCompletedIt() {
    SharedSteps.Part one = open(0);
    SharedSteps.Part other = open(0);
    complete(one, 0);
    complete(one, 1);
    assertThat(complete).isEmpty();

    complete(other, 0);
    assertThat(complete).containsExactly(0L);
    complete(other, 1);
    complete(other, 2);
    assertThat(complete).containsExactly(0L, 1L);
  }

  @Test
  void doesNotWaitForATrainingThatIsFarBehind() {
    SharedSteps.Part one = open(0);
    for (int step = 0; step < 100; step++) {
      complete(one, step);
    }
    SharedSteps.Part later = open(0);
    for (int step = 0; step < 200; step++) {
      complete(later, step);
    }

    assertThat(complete).isEqualTo(LongStream.range(0, 200).boxed().toList());
  }

  @Test
  void doesNotWaitForATrainingThatIsOver() {
    SharedSteps.Part one = open(0);
    SharedSteps.Part other = open(0);
    complete(one, 0);
    complete(other, 0);
    complete(other, 1);
    assertThat(complete).containsExactly(0L);
    one.leave(complete::add);
    assertThat(complete).as("what only waited for it").containsExactly(0L, 1L);
    complete(other, 2);
    assertThat(complete).containsExactly(0L, 1L, 2L);

    one.open(1);
    complete(other, 3);
    assertThat(complete).containsExactly(0L, 1L, 2L);
    complete(one, 3);
    assertThat(complete).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void beginsWhereAResumedRunGoesOn() {
    SharedSteps.Part one = open(1_000);
    SharedSteps.Part other = open(1_000);
    complete(one, 1_000);
    complete(other, 1_000);

    assertThat(complete).containsExactly(1_000L);
  }

  @Test
  void aTrainingAloneCompletesWhateverItSays() {
    SharedSteps.Part only = steps.part();
    complete(only, 7);
    complete(only, 3);

    assertThat(complete).containsExactly(7L, 3L);
  }

  private SharedSteps.Part open(long step) {
    SharedSteps.Part part = steps.part();
    part.open(step);
    return part;
  }

  private void complete(SharedSteps.Part part, long step) {
    if (part.completesAlone(step)) {
      complete.add(step);
    } else {
      part.complete(step, complete::add);
    }
  }
}
