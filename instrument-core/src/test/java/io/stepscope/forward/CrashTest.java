package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Forwarders die at random moments, right before, in the middle of or right after a delivery, or
 * between two; others go on from the stored cursor. In the end everything must be accounted for
 * once.
 */
class CrashTest {
  // More of them on demand: -Dtest.trials=1000
  private static final int TRIALS = Integer.getInteger("test.trials", 30);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyEventIsAccountedForOnceWhereverForwardersDie(boolean risingSteps) throws IOException {
    for (int seed = 0; seed < TRIALS; seed++) {
      new Trial(new RunFolder(folder.resolve("run-" + seed)), risingSteps, seed).run();
    }
  }

  /** Ends a forwarder wherever it is, like a kill. */
  private static final class Killed extends VirtualMachineError {
    private static final long serialVersionUID = 1;
  }

  private static final class Trial {
    private final RunFolder run;
    private final boolean risingSteps;
    private final String described;
    private final Random random;
    private final boolean withLateEvents;
    private final FakeJournals journals;
    private final FakeTracker tracker;
    private final List<List<Event>> toRecord = new ArrayList<>();
    private boolean alive = true;

    Trial(RunFolder run, boolean risingSteps, int seed) {
      this.run = run;
      this.risingSteps = risingSteps;
      described = "seed " + seed;
      random = new Random(seed);
      journals = new FakeJournals(run);
      Set<EventKind> kinds = EnumSet.allOf(EventKind.class);
      if (random.nextBoolean()) {
        kinds.removeAll(List.of(EventKind.CONSOLE_LINE, EventKind.STEP_COMPLETE));
      }
      tracker =
          new FakeTracker("fake", new Capabilities(kinds, risingSteps, 1 + random.nextInt(12)));
      withLateEvents = random.nextInt(4) == 0;
      for (int rank = 0; rank <= random.nextInt(3); rank++) {
        List<Event> events = recording(new Recorded(rank));
        // A rank that is not known yet is not waited for.
        journals.append(events.remove(0));
        toRecord.add(events);
      }
    }

    /** Steps that overlap, and now and then an event that comes too late. */
    private List<Event> recording(Recorded rank) {
      List<Event> events = new ArrayList<>();
      events.add(rank.started());
      for (int step = 0; step < 12; step++) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          events.add(rank.scalar(Math.max(0, step - random.nextInt(3)), i));
        }
        if (random.nextInt(3) == 0) {
          events.add(rank.line("line " + step));
        }
        if (step >= 2) {
          events.add(rank.complete(step - 2));
        }
        if (withLateEvents && step >= 2 && random.nextBoolean()) {
          events.add(rank.scalar(step - 2, -1));
        }
      }
      if (random.nextInt(4) != 0) {
        events.add(rank.ended(11));
      }
      return events;
    }

    void run() throws IOException {
      while (!liveOneLife()) {
        // The next one goes on.
      }
      Receipts receipts = receipts();
      // A tracker that fails three times over a single event gets the next one.
      long left = receipts.total(Fate.SKIPPED) + receipts.total(Fate.REJECTED);
      Set<SetAside.Id> setAside = new SetAside(run, "fake").read();
      assertThat(setAside).as(described).hasSize((int) receipts.total(Fate.REJECTED));
      assertThat(tracker.held).as(described).doesNotHaveDuplicates();
      assertThat(receipts.total(Fate.DELIVERED)).as(described).isEqualTo(tracker.held.size());
      Set<Event> deaths = deaths();
      assertThat(deaths).as(described).hasSize((int) ranksWithoutEnd());
      assertThat(tracker.held.size() + left)
          .as(described)
          .isEqualTo(journals.all().size() + deaths.size());
      if (risingSteps) {
        assertThat(steps()).as(described).isSorted();
      }
      Set<Event> taken = new HashSet<>(journals.all());
      taken.removeIf(event -> !tracker.capabilities().kinds().contains(event.kind()));
      taken.removeIf(event -> setAside.contains(SetAside.Id.of(event)));
      if (risingSteps && withLateEvents) {
        SkippedEvents.Known skipped = skipped();
        assertThat(tracker.held).as(described).noneMatch(skipped::has);
        taken.removeIf(skipped::has);
      }
      taken.addAll(deaths);
      assertThat(new HashSet<>(tracker.held)).as(described).isEqualTo(taken);
    }

    private SkippedEvents.Known skipped() throws IOException {
      Cursor cursor = Objects.requireNonNull(new CursorFile(run, "fake").load());
      return new SkippedEvents(run, "fake").read(cursor.skippedBytes());
    }

    /** What the tracker was told of ranks that died. */
    private Set<Event> deaths() {
      Set<Event> deaths = new HashSet<>(tracker.held);
      deaths.removeIf(event -> event.stamp().sequence() != Stamp.UNSEQUENCED);
      return deaths;
    }

    private long ranksWithoutEnd() {
      Set<Integer> ranks = new HashSet<>();
      journals.all().forEach(event -> ranks.add(event.stamp().rank()));
      journals.all().stream()
          .filter(event -> event.kind() == EventKind.RUN_ENDED)
          .forEach(event -> ranks.remove(event.stamp().rank()));
      return ranks.size();
    }

    /** One process; returns whether it came to the end. */
    private boolean liveOneLife() throws IOException {
      tracker.troubles.clear();
      try (Forwarder forwarder =
          new Forwarder(
              run,
              new ConfiguredTracker(tracker, Map.of()),
              Outsides.of(asked -> alive, journals::open))) {
        for (int left = random.nextInt(40); left >= 0; left--) {
          recordSome();
          plantTrouble();
          if (forwarder.advance().state() == State.COMPLETE) {
            return !alive || toRecord.stream().allMatch(List::isEmpty);
          }
        }
      } catch (Killed e) {
        assertThat(e).isNotNull();
      }
      return false;
    }

    private void recordSome() {
      for (List<Event> events : toRecord) {
        for (int i = random.nextInt(6); i > 0 && !events.isEmpty(); i--) {
          journals.append(events.remove(0));
        }
      }
      alive = toRecord.stream().anyMatch(events -> !events.isEmpty());
    }

    private void plantTrouble() {
      switch (random.nextInt(8)) {
        case 0 -> tracker.troubles.add(() -> new Retry("busy", Duration.ZERO));
        case 1 ->
            tracker.troubles.add(
                () -> {
                  tracker.held.add(journals.all().get(0));
                  throw new Killed();
                });
        case 2 ->
            tracker.troubles.add(
                () -> {
                  tracker.held.add(journals.all().get(0));
                  throw new IllegalStateException("half written");
                });
        case 3 -> journals.failures = 1;
        default -> {}
      }
    }

    private Receipts receipts() throws IOException {
      Cursor cursor = new CursorFile(run, "fake").load();
      if (cursor == null) {
        throw new AssertionError("no cursor");
      }
      assertThat(cursor.complete()).as(described).isTrue();
      return cursor.receipts();
    }

    private List<Long> steps() {
      return tracker.held.stream()
          .filter(event -> event.kind() != EventKind.RUN_ENDED && event.stamp().hasStep())
          .map(event -> event.stamp().step())
          .toList();
    }
  }
}
