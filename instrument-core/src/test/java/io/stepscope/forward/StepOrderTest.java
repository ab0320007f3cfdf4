package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepOrderTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final Recorded rank = new Recorded(0);
  private final Recorded other = new Recorded(1);
  private final FakeTracker tracker =
      new FakeTracker("fake", new Capabilities(EnumSet.allOf(EventKind.class), true, 10));

  @SuppressWarnings("NullAway.Init")
  private RunFolder run;

  @SuppressWarnings("NullAway.Init")
  private FakeJournals journals;

  @SuppressWarnings("NullAway.Init")
  private Forwarder forwarder;

  @BeforeEach
  void begin() {
    run = new RunFolder(folder.resolve("otter"));
    journals = new FakeJournals(run);
    forwarder = forwarder();
  }

  private Forwarder forwarder() {
    return new Forwarder(
        run, new ConfiguredTracker(tracker, Map.of()), Outsides.of(asked -> true, journals::open));
  }

  @AfterEach
  void end() throws IOException {
    forwarder.close();
  }

  @Test
  void holdsTheEventsOfAStepUntilItIsComplete() {
    Event first = record(rank.scalar(0, 1));
    work();
    assertThat(tracker.held).isEmpty();

    Event complete = record(rank.complete(0));
    work();
    assertThat(tracker.held).containsExactly(first, complete);
  }

  @Test
  void bringsTogetherTheEventsOfAStepThatWereRecordedAmongThoseOfLaterOnes() {
    Event zero = record(rank.scalar(0, 1));
    Event one = record(rank.scalar(1, 1));
    Event late = record(rank.scalar(0, 2));
    Event zeroComplete = record(rank.complete(0));
    Event oneComplete = record(rank.complete(1));

    work();

    assertThat(tracker.held).containsExactly(zero, late, zeroComplete, one, oneComplete);
  }

  @Test
  void letsEventsOfNoStepPass() {
    record(rank.scalar(0, 1));
    Event line = record(rank.line("hello"));

    work();

    assertThat(tracker.held).containsExactly(line);
  }

  @Test
  void countsWhatComesForAStepThatWasDelivered() {
    record(rank.scalar(5, 1));
    record(rank.complete(5));
    record(rank.scalar(5, 2));
    record(rank.scalar(4, 2));

    work();

    assertThat(tracker.held).hasSize(2);
    assertThat(forwarder.receipts().count(Fate.SKIPPED, EventKind.SCALAR)).isEqualTo(2);
    assertThat(forwarder.receipts().lastReason(Fate.SKIPPED)).contains("later step");
  }

  @Test
  void holdsSixtyFourStepsAtMost() {
    for (int step = 0; step < 64; step++) {
      record(rank.scalar(step, step));
    }
    work();
    assertThat(tracker.held).isEmpty();

    record(rank.scalar(64, 64));
    work();
    assertThat(steps()).containsExactly(0L);
  }

  @Test
  void handsOnWhatItHoldsWhenTheRunEnds() {
    Event two = record(rank.scalar(2, 1));
    Event one = record(rank.scalar(1, 1));
    Event end = record(rank.ended(2));

    work();

    assertThat(tracker.held).containsExactly(one, two, end);
  }

  @Test
  void waitsForEveryRankToCompleteAStep() {
    record(rank.started());
    record(other.started());
    work();
    record(rank.scalar(0, 1));
    record(rank.complete(0));
    work();
    assertThat(steps()).isEmpty();

    record(other.scalar(0, 2));
    record(other.complete(0));
    work();
    assertThat(steps()).containsExactly(0L, 0L, 0L, 0L);
    assertThat(tracker.held.subList(4, 6))
        .allMatch(event -> event.kind() == EventKind.STEP_COMPLETE);
  }

  @Test
  void doesNotWaitForARankThatHasEnded() {
    record(rank.started());
    record(other.started());
    Event otherEnd = record(other.ended(-1));
    record(rank.scalar(0, 1));
    record(rank.complete(0));
    work();
    assertThat(steps()).containsExactly(0L, 0L);
    assertThat(tracker.held).doesNotContain(otherEnd);

    record(rank.ended(0));
    work();
    assertThat(tracker.held).contains(otherEnd);
    assertThat(tracker.held.subList(4, 6)).allMatch(event -> event.kind() == EventKind.RUN_ENDED);
  }

  @Test
  void remembersOverCrashesWhichRanksCompletedAStep() throws IOException {
    record(rank.started());
    record(other.started());
    record(other.line("hello"));
    for (int i = 0; i < 3; i++) {
      record(rank.scalar(0, i));
      record(other.scalar(0, i));
    }
    record(rank.complete(0));
    record(other.complete(0));
    // Three events of no step and six scalars: the batch of ten ends between the completions.
    forwarder.advance();
    assertThat(tracker.held).hasSize(10);

    crash();
    crash();
    record(rank.scalar(1, 1));
    record(rank.complete(1));
    record(other.complete(1));
    work();

    assertThat(tracker.held).isEqualTo(List.copyOf(new LinkedHashSet<>(tracker.held)));
    assertThat(steps()).endsWith(0L, 1L, 1L, 1L);
  }

  /** Another forwarder begins where this one stopped, and looks at the journals. */
  private void crash() throws IOException {
    forwarder.close();
    forwarder = forwarder();
    tracker.troubles.add(() -> new Retry("busy", Duration.ZERO));
    assertThat(forwarder.advance().state()).isEqualTo(State.RETRYING);
  }

  @Test
  void handsOnPartsOfAStepThatIsTooLargeToHold() throws IOException {
    int values = 3 * StepWindow.MOST_EVENTS;
    for (int i = 0; i < values; i++) {
      record(rank.scalar(4, i));
    }
    for (int i = 0; i < 1_000; i++) {
      forwarder.advance();
    }
    assertThat(tracker.held).as("before the step is complete").isNotEmpty();
    crash();
    Event tooLate = record(rank.scalar(3, 1));
    record(rank.scalar(4, 1));
    record(rank.complete(4));
    record(rank.scalar(5, 1));
    record(rank.complete(5));

    work();

    assertThat(tracker.held).hasSize(values + 4).doesNotHaveDuplicates().doesNotContain(tooLate);
    assertThat(steps()).isSorted();
  }

  @Test
  void readsTheJournalsOfSeveralRanksEvenlyWhenFarBehind() {
    for (int step = 0; step < 5_000; step++) {
      record(rank.scalar(step, 1));
      record(rank.complete(step));
    }
    for (int step = 0; step < 5_000; step++) {
      record(other.scalar(step, 2));
      record(other.complete(step));
    }
    record(rank.ended(4_999));
    record(other.ended(4_999));

    work();

    assertThat(tracker.held).hasSize(20_002);
    assertThat(steps()).isSorted();
    assertThat(forwarder.receipts().total(Fate.SKIPPED)).isZero();
  }

  private Event record(Event event) {
    journals.append(event);
    return event;
  }

  private void work() {
    while (forwarder.advance().state() == State.FORWARDING) {
      // Until there is nothing to do.
    }
  }

  private List<Long> steps() {
    return tracker.held.stream()
        .filter(event -> event.kind() != EventKind.RUN_ENDED && event.stamp().hasStep())
        .map(event -> event.stamp().step())
        .toList();
  }
}
