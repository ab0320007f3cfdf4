package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.Redelivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Keeps account of what became of events: counts, doubts, and those that were refused for good. */
final class Ledger {
  private static final String MAY_BE_TWICE =
      "may have arrived before, when the forwarder or the tracker died";

  private final Receipts receipts;
  private final SetAside setAside;
  private final SkippedEvents skipped;
  private final Doubts doubts;
  private final boolean doubles;

  Ledger(RunFolder run, String tracker, Redelivery redelivery, Cursor from) {
    receipts = from.receipts().copy();
    setAside = new SetAside(run, tracker);
    skipped = new SkippedEvents(run, tracker);
    doubts = new Doubts(from.doubtful());
    doubles = redelivery == Redelivery.DOUBLES;
  }

  /** Begins at a cursor, which this is made of. */
  void begin(Cursor from) throws IOException {
    skipped.begin(from.skippedBytes());
  }

  /** A copy that no longer changes. */
  Receipts receipts() {
    return receipts.copy();
  }

  /** Events that may have arrived, to be stored. */
  SortedMap<Integer, String> doubtful() {
    return doubts.stored();
  }

  /** How much of what is written of skipped events counts. */
  long skippedBytes() {
    return skipped.length();
  }

  /** Whether it must be stored what is about to be delivered. */
  boolean mustAnnounce() {
    return doubles;
  }

  /** Events that may have arrived if all ends now. */
  SortedMap<Integer, String> announcing(List<Event> events) {
    return doubts.storedWith(events);
  }

  /** The tracker died, and whether it took these is not known. */
  void doubt(List<Event> events) {
    if (doubles) {
      doubts.add(events);
    }
  }

  /** These have to be delivered again. */
  void retried(List<Event> events, String reason) {
    receipts.reason(Fate.RETRIED, reason);
    for (Event event : events) {
      receipts.add(Fate.RETRIED, event.kind(), 1);
    }
  }

  /**
   * Nothing more happens to these. What is set aside or skipped is in its file when this returns.
   */
  void settle(Batch batch, Delivered result) throws IOException {
    setAside.add(
        result.rejected().stream()
            .map(left -> new SetAside.Reason(left.event(), left.reason()))
            .toList());
    skipped.add(skipped(batch, result));
    for (Entry entry : batch.entries()) {
      EventKind kind = entry.event().kind();
      if (entry.leftOut() != null) {
        receipts.add(Fate.SKIPPED, kind, 1);
        receipts.reason(Fate.SKIPPED, entry.leftOut());
      } else {
        receipts.add(Fate.DELIVERED, kind, 1);
      }
    }
    result.skipped().forEach(left -> instead(Fate.SKIPPED, left.event(), left.reason()));
    result.rejected().forEach(left -> instead(Fate.REJECTED, left.event(), left.reason()));
    result.uncertain().forEach(event -> instead(Fate.UNCERTAIN, event, "the answer was lost"));
    if (doubles) {
      settleDoubts(batch, result);
    }
  }

  /** Those that the tracker might have got. */
  private static List<Event> skipped(Batch batch, Delivered result) {
    List<Event> events = new ArrayList<>();
    for (Entry entry : batch.entries()) {
      if (entry.leftOut() != null && !RunReader.NOT_TAKEN.equals(entry.leftOut())) {
        events.add(entry.event());
      }
    }
    result.skipped().forEach(left -> events.add(left.event()));
    return events;
  }

  private void settleDoubts(Batch batch, Delivered result) {
    result.skipped().forEach(left -> doubts.remove(left.event()));
    result.rejected().forEach(left -> doubts.remove(left.event()));
    result.uncertain().forEach(doubts::remove);
    for (Event event : batch.events()) {
      if (doubts.remove(event)) {
        instead(Fate.UNCERTAIN, event, MAY_BE_TWICE);
      }
    }
  }

  private void instead(Fate fate, Event event, String reason) {
    receipts.add(Fate.DELIVERED, event.kind(), -1);
    receipts.add(fate, event.kind(), 1);
    receipts.reason(fate, reason);
  }
}
