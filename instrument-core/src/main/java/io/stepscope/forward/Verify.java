package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.forward.Verification.Difference;
import io.stepscope.forward.Verification.Kind;
import io.stepscope.tracker.HeldValue;
import io.stepscope.tracker.ReadBack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what trackers hold of a run, and compares it with the journal, value by value. Takes
 * memory for each series, not for each value: of the values of a series a sum is kept that changes
 * when one of them does, whatever their order.
 */
public final class Verify {
  static final String UNREADABLE = "cannot be read back";

  private static final int READ_AT_ONCE = 1 << 12;
  private static final int MOST_DIFFERENCES = 20;

  private Verify() {}

  /**
   * Compares one tracker, which must have everything of the run.
   *
   * @throws IOException if the journal cannot be read
   */
  public static Verification of(RunFolder run, ConfiguredTracker tracker) throws IOException {
    @Nullable Cursor cursor;
    try (CursorFile file = new CursorFile(run, tracker.name())) {
      cursor = file.load();
    }
    if (cursor == null || !cursor.complete()) {
      return Verification.impossible(
          tracker.name(), "does not have everything yet, or the run goes on");
    }
    try (ReadBack readBack = tracker.readBack(run, cursor.checkpoint())) {
      if (readBack == null) {
        return Verification.impossible(tracker.name(), UNREADABLE);
      }
      return compare(run, tracker, readBack, cursor.skippedBytes());
    } catch (IllegalArgumentException e) {
      return Verification.impossible(tracker.name(), TrackerSession.oneLine(e));
    }
  }

  private static Verification compare(
      RunFolder run, ConfiguredTracker tracker, ReadBack readBack, long skippedBytes)
      throws IOException {
    Set<SetAside.Id> setAside = new SetAside(run, tracker.name()).read();
    SkippedEvents.Known skipped = new SkippedEvents(run, tracker.name()).read(skippedBytes);
    Set<EventKind> kinds = tracker.capabilities().kinds();
    Map<EventKind, Map<String, Tally>> tallies = new EnumMap<>(EventKind.class);
    for (int rank : Ranks.in(run)) {
      try (EventTail journal = EventTail.follow(run.journal(rank), "")) {
        while (journal.poll(
                event -> {
                  if (kinds.contains(event.kind())
                      && !isIn(setAside, event)
                      && !skipped.has(event)) {
                    readBack.expect(event, value -> tally(tallies, value).expect(value));
                  }
                },
                READ_AT_ONCE)
            > 0) {
          // On to the end.
        }
      }
    }
    try {
      readBack.read(value -> tally(tallies, value).hold(value));
    } catch (IOException e) {
      return Verification.impossible(tracker.name(), TrackerSession.oneLine(e));
    }
    return result(tracker.name(), tallies);
  }

  private static boolean isIn(Set<SetAside.Id> setAside, Event event) {
    return !setAside.isEmpty() && setAside.contains(SetAside.Id.of(event));
  }

  private static Tally tally(Map<EventKind, Map<String, Tally>> tallies, HeldValue value) {
    return tallies
        .computeIfAbsent(value.kind(), kind -> new TreeMap<>())
        .computeIfAbsent(value.series(), series -> new Tally());
  }

  private static Verification result(String tracker, Map<EventKind, Map<String, Tally>> tallies) {
    Map<EventKind, Kind> kinds = new EnumMap<>(EventKind.class);
    List<Difference> differences = new ArrayList<>();
    tallies.forEach(
        (kind, ofKind) -> {
          long expected = 0;
          long held = 0;
          int different = 0;
          for (Map.Entry<String, Tally> series : ofKind.entrySet()) {
            Tally tally = series.getValue();
            expected += tally.expected;
            held += tally.held;
            if (!tally.isSame()) {
              different++;
              if (differences.size() < MOST_DIFFERENCES) {
                differences.add(new Difference(kind, series.getKey(), tally.expected, tally.held));
              }
            }
          }
          kinds.put(kind, new Kind(expected, held, ofKind.size(), different));
        });
    return new Verification(tracker, "", kinds, differences);
  }

  /** The values of one series on both sides. */
  private static final class Tally {
    private long expected;
    private long held;
    private long difference;

    void expect(HeldValue value) {
      expected++;
      difference += mixed(value);
    }

    void hold(HeldValue value) {
      held++;
      difference -= mixed(value);
    }

    boolean isSame() {
      return expected == held && difference == 0;
    }

    private static long mixed(HeldValue value) {
      return mix(mix(value.step()) + value.fingerprint());
    }

    /** The finalizer of SplitMix64: every bit of the result depends on every bit given. */
    private static long mix(long bits) {
      long mixed = bits + 0x9e3779b97f4a7c15L;
      mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
      mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
      return mixed ^ mixed >>> 31;
    }
  }
}
