package io.stepscope.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tracker without checkpoints or keys: what may be there twice is counted as uncertain. */
class DoublingTrackerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final List<Event> held = new ArrayList<>();
  private boolean dies;

  @Test
  void countsWhatItMayHaveTwiceAfterADeath() throws IOException {
    RunFolder run = new RunFolder(folder.resolve("otter"));
    FakeJournals journals = new FakeJournals(run);
    Recorded rank = new Recorded(0);
    for (int step = 0; step < 25; step++) {
      journals.append(rank.scalar(step, step));
    }
    try (Forwarder first = forwarder(run, journals)) {
      first.advance();
      dies = true;
      assertThatThrownBy(first::advance).isInstanceOf(Killed.class);
    }
    try (Forwarder second = forwarder(run, journals)) {
      while (second.advance().state() == State.FORWARDING) {
        // Until there is nothing to do.
      }
      assertThat(second.receipts().count(Fate.UNCERTAIN, EventKind.SCALAR)).isEqualTo(10);
      assertThat(second.receipts().count(Fate.DELIVERED, EventKind.SCALAR)).isEqualTo(15);
      assertThat(second.receipts().lastReason(Fate.UNCERTAIN)).contains("may have arrived before");
    }
    assertThat(held).hasSize(35);
    assertThat(new HashSet<>(held)).hasSize(25);
  }

  @Test
  void neverHoldsMoreTwiceThanIsCounted() throws IOException {
    for (int seed = 0; seed < 30; seed++) {
      held.clear();
      Random random = new Random(seed);
      RunFolder run = new RunFolder(folder.resolve("run-" + seed));
      FakeJournals journals = new FakeJournals(run);
      Recorded rank = new Recorded(0);
      for (int step = 0; step < 200; step++) {
        journals.append(rank.scalar(step, step));
      }
      while (!live(run, journals, random)) {
        // The next one goes on.
      }
      Cursor cursor = new CursorFile(run, "doubling").load();
      if (cursor == null) {
        throw new AssertionError("no cursor");
      }
      long twice = new HashSet<>(held).stream().filter(this::isDoubled).count();
      assertThat(new HashSet<>(held)).as("seed " + seed).hasSize(200);
      assertThat(twice)
          .as("seed " + seed)
          .isLessThanOrEqualTo(cursor.receipts().total(Fate.UNCERTAIN));
      assertThat(cursor.receipts().accounted()).isEqualTo(200);
      assertThat(cursor.doubtful()).isEmpty();
    }
  }

  private boolean isDoubled(Event event) {
    return Collections.frequency(held, event) > 1;
  }

  private boolean live(RunFolder run, FakeJournals journals, Random random) throws IOException {
    try (Forwarder forwarder = forwarder(run, journals)) {
      while (true) {
        dies = random.nextInt(4) == 0;
        State state = forwarder.advance().state();
        if (state == State.UP_TO_DATE) {
          return true;
        }
      }
    } catch (Killed e) {
      return false;
    }
  }

  private Forwarder forwarder(RunFolder run, FakeJournals journals) {
    return new Forwarder(
        run,
        new ConfiguredTracker(new Doubling(), Map.of()),
        Outsides.of(asked -> true, journals::open));
  }

  /** Ends a forwarder in the middle of a delivery, like a kill. */
  private static final class Killed extends VirtualMachineError {
    private static final long serialVersionUID = 1;
  }

  private final class Doubling implements TrackerProvider {
    @Override
    public String name() {
      return "doubling";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.everything(10).doubling();
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
          held.addAll(events);
          if (dies) {
            dies = false;
            throw new Killed();
          }
          return DeliveryResult.delivered(null);
        }

        @Override
        public void close() {}
      };
    }
  }
}
