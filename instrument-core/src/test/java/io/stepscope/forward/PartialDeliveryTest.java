package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import io.stepscope.event.Text;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import io.stepscope.tracker.Limits;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that are taken in part, are too large, or have something wrong in them. */
class PartialDeliveryTest {
  private static final int EVENTS = 1_000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final Recorded rank = new Recorded(0);
  private final Picky tracker = new Picky();

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
    for (int step = 0; step < EVENTS; step++) {
      journals.append(rank.scalar(step, step));
    }
    forwarder = forwarder();
  }

  @AfterEach
  void end() throws IOException {
    forwarder.close();
  }

  @Test
  void deliversTheRestOfABatchThatWasTakenInPart() {
    tracker.judge =
        events ->
            events.size() > 7
                ? new Partial(
                    7,
                    DeliveryResult.delivered(null),
                    new Retry("full for the moment", Duration.ofSeconds(3)))
                : null;

    Advance advance = forwarder.advance();

    assertThat(advance.pause()).isEqualTo(Duration.ofSeconds(3));
    assertThat(forwarder.receipts().total(Fate.DELIVERED)).isEqualTo(7);
    work();
    assertThat(tracker.held).isEqualTo(journals.all());
    assertThat(forwarder.receipts().total(Fate.DELIVERED)).isEqualTo(EVENTS);
  }

  @Test
  void makesSmallerBatchesForATrackerThatFindsThemTooLarge() {
    tracker.judge = events -> events.size() > 60 ? new Rejected("413") : null;

    work();

    assertThat(tracker.held).isEqualTo(journals.all());
    assertThat(forwarder.receipts().total(Fate.REJECTED)).isZero();
    assertThat(tracker.refusals).as("it is remembered how much is too much").isLessThan(20);
    assertThat(run.cursors().resolve("picky.rejected")).doesNotExist();
  }

  @Test
  void findsAndSetsAsideTheEventsThatAreWrong() throws IOException {
    List<Event> wrong = List.of(journals.all().get(0), journals.all().get(700));
    tracker.judge = events -> anyOf(wrong, events) ? new Rejected("bad \"value\"") : null;

    work();

    List<Event> right = new ArrayList<>(journals.all());
    right.removeAll(wrong);
    assertThat(tracker.held).isEqualTo(right);
    assertThat(forwarder.receipts().count(Fate.REJECTED, EventKind.SCALAR)).isEqualTo(2);
    assertThat(forwarder.receipts().lastReason(Fate.REJECTED)).isEqualTo("bad \"value\"");
    assertThat(Files.readAllLines(run.cursors().resolve("picky.rejected")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("\"reason\":\"bad \\\"value\\\"\""))
        .anySatisfy(line -> assertThat(line).contains("\"type\":\"scalar\"", "\"step\":700"));
    assertThat(StoredReceipts.of(run)).hasSize(1);
  }

  @Test
  void doesNotLookForEachOfManyWrongEventsAnew() {
    List<Event> wrong = journals.all().subList(100, 300);
    tracker.judge = events -> anyOf(wrong, events) ? new Rejected("bad value") : null;

    work();

    assertThat(forwarder.receipts().total(Fate.REJECTED)).isEqualTo(wrong.size());
    assertThat(tracker.held).hasSize(EVENTS - wrong.size());
    assertThat(tracker.refusals).isLessThan(wrong.size() + 30);
  }

  @Test
  void setsAsideWhatMakesATrackerThrow() {
    Event wrong = journals.all().get(123);
    tracker.judge =
        events -> {
          if (events.contains(wrong)) {
            throw new IllegalStateException("a defect");
          }
          return null;
        };

    work();

    assertThat(tracker.held).hasSize(EVENTS - 1).doesNotContain(wrong);
    assertThat(forwarder.receipts().lastReason(Fate.REJECTED)).contains("a defect");
  }

  @Test
  void setsNothingAsideForATrackerThatThrowsWhateverItGets() {
    tracker.judge =
        events -> {
          throw new IllegalStateException("a defect");
        };

    for (int i = 0; i < 1_000; i++) {
      assertThat(forwarder.advance().state()).isIn(State.RETRYING, State.FORWARDING);
    }

    assertThat(forwarder.receipts().total(Fate.REJECTED)).isZero();
    tracker.judge = events -> null;
    work();
    assertThat(tracker.held).isEqualTo(journals.all());
  }

  @Test
  void keepsTheEventsThatTheTrackerItselfRejects() throws IOException {
    Event wrong = journals.all().get(5);
    tracker.judge =
        events ->
            events.contains(wrong)
                ? new DeliveryResult.Delivered(
                    null, List.of(), List.of(new Exclusion(wrong, "no such step")), List.of())
                : null;

    work();

    assertThat(Files.readString(run.cursors().resolve("picky.rejected")))
        .startsWith(
            "{\"rank\":0,\"seq\":" + wrong.stamp().sequence() + ",\"reason\":\"no such step\"")
        .endsWith("}}\n");
  }

  @Test
  void setsAnEventAsideOnceHoweverOftenItDies() throws IOException {
    Event wrong = journals.all().get(0);
    SetAside file = new SetAside(run, "picky");
    Files.createDirectories(run.cursors());
    file.add(List.of(new SetAside.Reason(wrong, "bad")));
    Files.writeString(
        run.cursors().resolve("picky.rejected"),
        "{\"rank\":0,\"seq\":99,\"rea",
        java.nio.file.StandardOpenOption.APPEND);

    SetAside again = new SetAside(run, "picky");
    again.add(
        List.of(
            new SetAside.Reason(wrong, "bad"),
            new SetAside.Reason(journals.all().get(1), "worse")));

    assertThat(Files.readAllLines(run.cursors().resolve("picky.rejected"))).hasSize(3);
    assertThat(again.read())
        .containsExactlyInAnyOrder(SetAside.Id.of(wrong), SetAside.Id.of(journals.all().get(1)));
  }

  @Test
  void setsADeathAsideOnce() throws IOException {
    Event death =
        new RunEnded(
            new Stamp("otter", 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, 1),
            RunStatus.KILLED,
            "");
    Files.createDirectories(run.cursors());
    for (int life = 0; life < 2; life++) {
      new SetAside(run, "picky").add(List.of(new SetAside.Reason(death, "bad")));
    }

    assertThat(Files.readAllLines(run.cursors().resolve("picky.rejected"))).hasSize(1);
    assertThat(new SetAside(run, "picky").read()).containsExactly(SetAside.Id.of(death));
  }

  @Test
  void keepsBatchesToTheBytesThatTheTrackerTakes() {
    for (int i = 0; i < 20; i++) {
      journals.append(new Text(rank.line("").stamp(), "notes", "x".repeat(400_000)));
    }
    journals.append(new Text(rank.line("").stamp(), "notes", "x".repeat(3_000_000)));

    work();

    assertThat(tracker.held).isEqualTo(journals.all());
    assertThat(tracker.batches)
        .allMatch(
            batch -> batch.size() == 1 || batch.stream().mapToLong(EventSize::of).sum() <= 1 << 20);
  }

  @Test
  void readsNoMoreThanAboutABatchOfLargeEvents() throws IOException {
    RunFolder other = new RunFolder(folder.resolve("large"));
    FakeJournals large = new FakeJournals(other);
    for (int i = 0; i < 50; i++) {
      large.append(new Text(rank.line("").stamp(), "notes", "x".repeat(400_000)));
    }
    try (RunReader reader =
        new RunReader(other, tracker.capabilities(), large::open, Cursor.start())) {
      assertThat(reader.read()).isEqualTo(3);
      assertThat(reader.isFull()).isTrue();
    }
  }

  private static boolean anyOf(List<Event> wrong, List<Event> events) {
    return wrong.stream().anyMatch(events::contains);
  }

  private void work() {
    for (int i = 0; i < 10_000; i++) {
      State state = forwarder.advance().state();
      if (state != State.FORWARDING && state != State.RETRYING) {
        assertThat(state).isEqualTo(State.UP_TO_DATE);
        return;
      }
    }
    throw new AssertionError("never done");
  }

  private Forwarder forwarder() {
    return new Forwarder(
        run, new ConfiguredTracker(tracker, Map.of()), Outsides.of(asked -> true, journals::open));
  }

  /** Takes what its judge has nothing against. */
  private static final class Picky implements TrackerProvider {
    private final List<Event> held = new ArrayList<>();
    private final List<List<Event>> batches = new ArrayList<>();
    private Function<List<Event>, @Nullable DeliveryResult> judge = events -> null;
    private int refusals;

    @Override
    public String name() {
      return "picky";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.everything(1).within(Limits.events(300).bytes(1 << 20));
    }

    @Override
    public Tracker create(TrackerSettings settings) {
      return new Tracker() {
        @Override
        public DeliveryResult open(@Nullable String checkpoint) {
          return DeliveryResult.delivered(null);
        }

        @Override
        public DeliveryResult deliver(List<Event> events) {
          DeliveryResult instead = judge.apply(events);
          if (instead instanceof Partial partial) {
            held.addAll(events.subList(0, partial.events()));
            return partial;
          }
          if (instead instanceof DeliveryResult.Delivered || instead == null) {
            batches.add(List.copyOf(events));
            held.addAll(events);
            return instead == null ? DeliveryResult.delivered(null) : instead;
          }
          refusals++;
          return instead;
        }

        @Override
        public void close() {}
      };
    }
  }
}
