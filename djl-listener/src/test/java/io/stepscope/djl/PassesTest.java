package io.stepscope.djl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassesTest {

  private final Passes passes = new Passes();
  private final Object first = new Object();
  private final Object second = new Object();
  private final Object validation = new Object();

  @Test
  void aPassBeginsWithTheFirstTrainingOnOtherBatches() {
    assertThat(passes.trains()).as("nothing was iterated over").isFalse();
    passes.iterates(first);
    assertThat(passes.trains()).as("no pass before it").isFalse();
    assertThat(passes.trains()).as("the same pass").isFalse();
    passes.iterates(second);
    assertThat(passes.trains()).isTrue();
    assertThat(passes.trains()).isFalse();
  }

  @Test
  void aValidationOnTheWayIsNoPass() {
    passes.iterates(first);
    passes.trains();
    passes.iterates(validation);
    passes.validates();
    passes.exhausts(validation);
    assertThat(passes.trains()).isFalse();
    assertThat(passes.endedUnannounced()).isFalse();
  }

  @Test
  void whatWasAnnouncedIsNotToldAgain() {
    passes.iterates(first);
    passes.trains();
    passes.exhausts(first);
    passes.announced();
    assertThat(passes.endedUnannounced()).isFalse();
    passes.iterates(second);
    assertThat(passes.trains()).isFalse();
  }

  @Test
  void theLastPassEndsOnlyWithItsLastBatch() {
    passes.iterates(first);
    passes.trains();
    assertThat(passes.endedUnannounced()).isFalse();
    passes.exhausts(first);
    assertThat(passes.endedUnannounced()).isTrue();
  }
}
