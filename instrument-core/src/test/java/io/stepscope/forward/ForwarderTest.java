package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Scalar;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwarderTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final Recorded rank = new Recorded(0);
  private FakeTracker tracker = new FakeTracker("fake", Capabilities.everything(10));
  private boolean alive = true;

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

  @AfterEach
  void end() throws IOException {
    forwarder.close();
  }

  @Test
  void deliversEverythingInOrderInBatches() {
    journals.append(rank.started());
    for (int step = 0; step < 100; step++) {
      journals.append(rank.scalar(step, step));
    }

    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(tracker.held).isEqualTo(journals.all());
    assertThat(tracker.batchSizes).allMatch(size -> size <= 10).hasSize(11);
    assertThat(forwarder.receipts().count(Fate.DELIVERED, EventKind.SCALAR)).isEqualTo(100);
  }

  @Test
  void countsKindsThatTheTrackerDoesNotTakeAsSkipped() {
    restartWith(new FakeTracker("fake", new Capabilities(Set.of(EventKind.SCALAR), false, 10)));
    Scalar scalar = rank.scalar(0, 0.5);
    journals.append(rank.line("hello"));
    journals.append(scalar);
    journals.append(rank.line("world"));

    work();

    assertThat(tracker.held).containsExactly(scalar);
    assertThat(forwarder.receipts().count(Fate.SKIPPED, EventKind.CONSOLE_LINE)).isEqualTo(2);
    assertThat(forwarder.receipts().lastReason(Fate.SKIPPED)).contains("does not take");
  }

  @Test
  void countsWhatTheTrackerLeftOut() {
    Event skipped = rank.scalar(0, 0);
    Event rejected = rank.scalar(1, 0);
    Event uncertain = rank.scalar(2, 0);
    List.of(skipped, rejected, uncertain, rank.scalar(3, 0)).forEach(journals::append);
    tracker.troubles.add(
        () ->
            new Delivered(
                null,
                List.of(new Exclusion(skipped, "too dull")),
                List.of(new Exclusion(rejected, "too bright")),
                List.of(uncertain)));

    work();

    Receipts receipts = forwarder.receipts();
    for (Fate fate : List.of(Fate.DELIVERED, Fate.SKIPPED, Fate.REJECTED, Fate.UNCERTAIN)) {
      assertThat(receipts.count(fate, EventKind.SCALAR)).as(fate.word()).isEqualTo(1);
    }
    assertThat(receipts.lastReason(Fate.REJECTED)).isEqualTo("too bright");
  }

  @Test
  void waitsLongerAfterEachFailureAndDeliversTheSameBatchAgain() {
    journals.append(rank.started());
    tracker.troubles.add(() -> new Retry("busy", Duration.ZERO));
    tracker.troubles.add(() -> new Retry("busy", Duration.ZERO));
    tracker.troubles.add(() -> new Retry("busy", Duration.ofMinutes(1)));

    assertThat(forwarder.advance().pause()).isEqualTo(Duration.ofMillis(100));
    assertThat(forwarder.advance().pause()).isEqualTo(Duration.ofMillis(200));
    assertThat(forwarder.advance()).isEqualTo(Advance.retry("busy", Duration.ofMinutes(1), true));
    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(tracker.held).hasSize(1);
    assertThat(forwarder.receipts().count(Fate.RETRIED, EventKind.RUN_STARTED)).isEqualTo(3);
  }

  @Test
  void opensATrackerThatThrewAgainAtTheStoredCheckpoint() {
    for (int step = 0; step < 25; step++) {
      journals.append(rank.scalar(step, step));
    }
    tracker.troubles.add(() -> null);
    tracker.troubles.add(
        () -> {
          tracker.held.addAll(journals.all());
          throw new IllegalStateException("half written");
        });

    forwarder.advance();
    Advance failed = forwarder.advance();

    assertThat(failed.state()).isEqualTo(State.RETRYING);
    assertThat(failed.reason()).contains("half written");
    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(tracker.openedAt).containsExactly(null, "10");
    assertThat(tracker.held).isEqualTo(journals.all());
  }

  @Test
  void outlivesATrackerThatCannotBeMadeOrClosed() throws IOException {
    forwarder.close();
    Deque<RuntimeException> defects = new ArrayDeque<>();
    defects.add(new IllegalStateException("made wrongly"));
    FakeTracker fragile =
        new FakeTracker("fake", Capabilities.everything(10)) {
          @Override
          public Tracker create(TrackerSettings settings) {
            RuntimeException defect = defects.poll();
            if (defect != null) {
              throw defect;
            }
            return closingBadly(super.create(settings));
          }
        };
    forwarder = forwarder(fragile);
    journals.append(rank.started());
    fragile.openResult = new Retry("not yet", Duration.ZERO);

    Advance first = forwarder.advance();
    Advance second = forwarder.advance();
    fragile.openResult = null;

    assertThat(first.state()).isEqualTo(State.RETRYING);
    assertThat(first.reason()).contains("made wrongly");
    assertThat(second.reason()).isEqualTo("not yet");
    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(fragile.held).isEqualTo(journals.all());
    forwarder.close();
    assertThat(fragile.open).isZero();
  }

  private static Tracker closingBadly(Tracker tracker) {
    return new Tracker() {
      @Override
      public DeliveryResult open(@Nullable String checkpoint) {
        return tracker.open(checkpoint);
      }

      @Override
      public DeliveryResult deliver(List<Event> events) {
        return tracker.deliver(events);
      }

      @Override
      public void close() {
        tracker.close();
        throw new IllegalStateException("closed wrongly");
      }
    };
  }

  @Test
  void keepsSecretsOutOfReasons() throws IOException {
    forwarder.close();
    forwarder =
        new Forwarder(
            run,
            new ConfiguredTracker(tracker, Map.of("api_key", "planted-0123456789abcdef")),
            Outsides.of(asked -> alive, journals::open));
    journals.append(rank.started());
    tracker.troubles.add(
        () -> {
          throw new IllegalStateException("bad header: planted-0123456789abcdef\nsecond line");
        });

    Advance advance = forwarder.advance();

    assertThat(advance.reason()).contains("bad header").doesNotContain("planted", "second line");
    assertThat(stored().trouble()).isEqualTo(advance.reason());
  }

  @Test
  void stopsWhenTheTrackerRefusesTheRun() {
    journals.append(rank.started());
    tracker.openResult = new Refused("set FAKE_KEY");

    assertThat(forwarder.advance()).isEqualTo(Advance.to(State.REFUSED, "set FAKE_KEY"));
    assertThat(tracker.open).isZero();
  }

  @Test
  void isCompleteWhenTheRunHasEnded() throws IOException {
    journals.append(rank.started());
    journals.append(rank.ended(0));

    assertThat(work()).isEqualTo(State.COMPLETE);
    assertThat(stored().complete()).isTrue();
  }

  @Test
  void isCompleteWhenTheProcessIsDeadAndTheJournalExhausted() throws IOException {
    journals.append(rank.started());

    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    alive = false;
    assertThat(work()).isEqualTo(State.COMPLETE);
    assertThat(stored().complete()).isTrue();
  }

  @Test
  void tellsTheTrackerOnceThatTheProcessDied() throws IOException {
    journals.append(rank.started());
    Scalar last = rank.scalar(7, 0.5);
    journals.append(last);
    work();
    alive = false;

    assertThat(work()).isEqualTo(State.COMPLETE);
    assertThat(work()).isEqualTo(State.COMPLETE);
    restartWith(tracker);
    assertThat(work()).isEqualTo(State.COMPLETE);

    assertThat(tracker.held).hasSize(3);
    RunEnded end = (RunEnded) tracker.held.get(2);
    assertThat(end.status()).isEqualTo(RunStatus.KILLED);
    assertThat(end.stamp().timeMicros()).isEqualTo(last.stamp().timeMicros());
    assertThat(end.stamp().sequence()).isEqualTo(Stamp.UNSEQUENCED);
  }

  @Test
  void tellsTheTrackerWithWhichCodeTheProcessHalted() {
    journals.append(rank.started());
    journals.append(rank.halted(3));
    alive = false;

    assertThat(work()).isEqualTo(State.COMPLETE);
    assertThat(tracker.held.get(2))
        .isInstanceOfSatisfying(
            RunEnded.class,
            end -> assertThat(end.reason()).isEqualTo("the process halted with code 3"));
  }

  @Test
  void goesOnWithARunThatIsResumedAfterTheProcessDied() {
    journals.append(rank.started());
    alive = false;
    work();
    alive = true;
    journals.append(rank.started());
    journals.append(rank.scalar(1, 0.5));
    restartWith(tracker);
    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    alive = false;
    assertThat(work()).isEqualTo(State.COMPLETE);

    assertThat(tracker.held)
        .extracting(Event::kind)
        .containsExactly(
            EventKind.RUN_STARTED,
            EventKind.RUN_ENDED,
            EventKind.RUN_STARTED,
            EventKind.SCALAR,
            EventKind.RUN_ENDED);
  }

  @Test
  void seesWhatWasRecordedRightBeforeTheProcessDied() {
    forwarder =
        new Forwarder(
            run,
            new ConfiguredTracker(tracker, Map.of()),
            Outsides.of(
                asked -> {
                  journals.append(rank.line("last words"));
                  return false;
                },
                journals::open));
    journals.append(rank.started());

    forwarder.advance();
    forwarder.advance();

    assertThat(tracker.held).isEqualTo(journals.all());
  }

  @Test
  void storesThatABatchWasDeliveredThoughTheThreadWasInterrupted() throws IOException {
    journals.append(rank.started());
    tracker.troubles.add(
        () -> {
          Thread.currentThread().interrupt();
          return null;
        });

    assertThat(forwarder.advance().state()).isEqualTo(State.FORWARDING);
    assertThat(stored().receipts().total(Fate.DELIVERED)).isEqualTo(1);
  }

  @Test
  void leavesReceiptsForOtherProcesses() throws IOException {
    assertThat(StoredReceipts.of(run)).isEmpty();
    journals.append(rank.started());
    tracker.troubles.add(() -> new Retry("busy", Duration.ZERO));

    forwarder.advance();
    assertThat(StoredReceipts.of(run))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.tracker()).isEqualTo("fake");
              assertThat(status.state()).isEqualTo(State.RETRYING);
              assertThat(status.reason()).isEqualTo("busy");
            });
    journals.append(rank.ended(0));
    work();
    assertThat(StoredReceipts.of(run))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.state()).isEqualTo(State.COMPLETE);
              assertThat(status.reason()).isEmpty();
              assertThat(status.receipts().total(Fate.DELIVERED)).isEqualTo(2);
            });
  }

  @Test
  void storesACursorBeforeAnythingIsDelivered() throws IOException {
    assertThat(forwarder.advance().state()).isEqualTo(State.UP_TO_DATE);

    assertThat(stored().complete()).isFalse();
  }

  @Test
  void goesOnWhereItStoppedWhenTheRunIsResumed() {
    journals.append(rank.started());
    journals.append(rank.ended(0));
    work();
    journals.append(rank.started());
    journals.append(rank.scalar(1, 0.5));

    restartWith(tracker);

    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(tracker.held).isEqualTo(journals.all());
  }

  @Test
  void doesNotOpenATrackerThatHasEverything() {
    journals.append(rank.started());
    journals.append(rank.ended(0));
    work();
    restartWith(tracker);

    assertThat(work()).isEqualTo(State.COMPLETE);
    assertThat(tracker.openedAt).hasSize(1);
  }

  @Test
  void readsAgainFromTheCursorWhenTheJournalCannotBeRead() {
    for (int step = 0; step < 25; step++) {
      journals.append(rank.scalar(step, step));
    }
    forwarder.advance();
    journals.failures = 1;

    assertThat(forwarder.advance().reason()).contains("the disk is gone");
    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(tracker.held).isEqualTo(journals.all());
  }

  @Test
  void deliversNothingMoreWhileTheCursorCannotBeStored() throws IOException {
    for (int step = 0; step < 25; step++) {
      journals.append(rank.scalar(step, step));
    }
    forwarder.advance();
    // A folder stands where the cursor is to be moved to.
    Path file = run.cursors().resolve("fake");
    Files.delete(file);
    Files.createDirectories(file.resolve("in-the-way"));

    assertThat(forwarder.advance().state()).isEqualTo(State.RETRYING);
    assertThat(forwarder.advance().state()).isEqualTo(State.RETRYING);
    assertThat(tracker.held).hasSize(20);
    Files.delete(file.resolve("in-the-way"));
    Files.delete(file);
    assertThat(work()).isEqualTo(State.UP_TO_DATE);
    assertThat(tracker.held).isEqualTo(journals.all());
    assertThat(forwarder.receipts().total(Fate.DELIVERED)).isEqualTo(25);
  }

  @Test
  void leavesTheDeliveryToTheForwarderThatHoldsTheCursor() throws IOException {
    journals.append(rank.started());
    forwarder.advance();
    FakeTracker same = new FakeTracker("fake", Capabilities.everything(10));

    try (Forwarder second = forwarder(same)) {
      Advance advance = second.advance();
      assertThat(advance).isEqualTo(Advance.to(State.HELD_ELSEWHERE, "delivered by this process"));
      forwarder.close();
      assertThat(second.advance().state()).isNotEqualTo(State.HELD_ELSEWHERE);
    }
    assertThat(same.held).isEmpty();
  }

  @Test
  void saysThatACursorIsDamaged() throws IOException {
    Files.createDirectories(run.cursors());
    Files.writeString(run.cursors().resolve("fake"), "format=1\n");

    Advance advance = forwarder.advance();

    assertThat(advance.state()).isEqualTo(State.RETRYING);
    assertThat(advance.reason()).contains("damaged cursor").contains("delete it");
  }

  @Test
  void givesTheTrackerBackTheCheckpointItReturnedWhenOpened() throws IOException {
    journals.append(rank.started());
    FakeTracker remembering =
        new FakeTracker("fake", Capabilities.everything(10)) {
          @Override
          DeliveryResult opening() {
            return DeliveryResult.delivered("0");
          }
        };
    restartWith(remembering);
    remembering.troubles.add(() -> new Retry("busy", Duration.ZERO));
    forwarder.advance();

    assertThat(stored().checkpoint()).isEqualTo("0");
  }

  private State work() {
    for (int i = 0; i < 10_000; i++) {
      Advance advance = forwarder.advance();
      if (advance.state() != State.FORWARDING && advance.state() != State.RETRYING) {
        return advance.state();
      }
    }
    throw new AssertionError("never done");
  }

  private void restartWith(FakeTracker next) {
    try {
      forwarder.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    tracker = next;
    forwarder = forwarder();
  }

  private Forwarder forwarder() {
    return forwarder(tracker);
  }

  private Forwarder forwarder(FakeTracker with) {
    return new Forwarder(
        run, new ConfiguredTracker(with, Map.of()), Outsides.of(asked -> alive, journals::open));
  }

  private Cursor stored() throws IOException {
    Cursor stored = new CursorFile(run, "fake").load();
    if (stored == null) {
      throw new AssertionError("no cursor");
    }
    return stored;
  }
}
