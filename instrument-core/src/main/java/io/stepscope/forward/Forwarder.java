package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.NewerJournalException;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Delivered.Exclusion;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries one run to one tracker, one bounded piece of work at a time. Waits for nothing; that is
 * up to the caller. Used by one thread at a time, except {@link #receipts}.
 */
final class Forwarder implements AutoCloseable {
  /*
   * A failure to read or to store is treated like a crash: what was read is thrown away, and all
   * begins again at the stored cursor. So the way back after a kill is one that is often gone.
   */
  private final RunFolder run;
  private final ConfiguredTracker configured;
  private final Outside outside;
  private final Backoff backoff;
  private final Bookmark bookmark;
  private final Courier courier;
  private final PieceSize pieces;

  private @Nullable CursorLock lock;
  private String holder = "";
  private Ledger ledger;
  private @Nullable RunReader reader;
  private @Nullable Batch batch;
  private boolean urgent;

  Forwarder(RunFolder run, ConfiguredTracker configured, Outside outside) {
    this.run = run;
    this.configured = configured;
    this.outside = outside;
    this.backoff = outside.backoff();
    this.bookmark = new Bookmark(run, configured.name());
    this.courier = new Courier(run, configured, outside, bookmark);
    this.pieces = new PieceSize(configured.capabilities().maxBatchEvents());
    this.ledger = ledger(Cursor.start());
  }

  private Ledger ledger(Cursor from) {
    return new Ledger(run, name(), configured.capabilities().redelivery(), from);
  }

  String name() {
    return configured.name();
  }

  /** Least time between two batches that are not full. */
  Duration interval() {
    return configured.capabilities().limits().interval();
  }

  /** What became of events so far, as stored; any thread. */
  Receipts receipts() {
    return bookmark.receipts();
  }

  /** Does one piece of work: reads and delivers at most about one batch. */
  Advance advance() {
    return advance(false);
  }

  /**
   * Does one piece of work.
   *
   * @param urgently whether to try although the tracker failed a moment ago
   */
  Advance advance(boolean urgently) {
    urgent = urgently;
    try {
      return lock() ? work() : Advance.to(State.HELD_ELSEWHERE, "delivered by " + holder);
    } catch (NewerJournalException e) {
      forget();
      return Advance.to(State.REFUSED, TrackerSession.oneLine(e));
    } catch (IOException e) {
      forget();
      return Advance.retry(TrackerSession.oneLine(e), backoff.next());
    }
  }

  private boolean lock() throws IOException {
    if (lock != null) {
      return true;
    }
    CursorLock.Attempt attempt = CursorLock.attempt(run, name());
    lock = attempt.lock();
    holder = attempt.holder();
    return lock != null;
  }

  private Advance work() throws IOException {
    RunReader from = reader;
    if (from == null) {
      from = begin();
    }
    if (batch == null) {
      boolean over = readOn(from);
      batch = from.take(pieces.most());
      if (batch == null) {
        return rest(over, from);
      }
    }
    return deliver(batch, from);
  }

  private RunReader begin() throws IOException {
    if (bookmark.open()) {
      ledger = ledger(bookmark.cursor());
      ledger.begin(bookmark.cursor());
    }
    RunReader from =
        new RunReader(run, configured.capabilities(), outside.opener(), bookmark.cursor());
    reader = from;
    return from;
  }

  /** Reads; returns whether nothing more comes. */
  private boolean readOn(RunReader from) throws IOException {
    if (from.isFull() || from.read() > 0) {
      return false;
    }
    boolean over = from.ended() || !outside.liveness().alive(run);
    // A last look after the question: what was recorded before the end is then seen.
    if (!over || from.read() > 0) {
      return false;
    }
    from.finish(!bookmark.cursor().complete());
    return true;
  }

  private Advance rest(boolean over, RunReader from) throws IOException {
    if (!over) {
      return Advance.to(State.UP_TO_DATE);
    }
    if (!bookmark.cursor().complete()) {
      bookmark.store(position(from, null));
    }
    return Advance.to(State.COMPLETE);
  }

  private Advance deliver(Batch delivering, RunReader from) throws IOException {
    int size = delivering.events().size();
    DeliveryResult result;
    if (size == 0) {
      result = DeliveryResult.delivered(null);
    } else {
      Duration wait = courier.untilAllowed(urgent);
      if (!wait.isZero()) {
        return Advance.retry(courier.reason(), wait, true);
      }
      result = courier.deliver(delivering.events(), ledger);
    }
    if (result instanceof Delivered delivered) {
      taken(size);
      return accept(delivering, delivered, from);
    } else if (result instanceof Partial partial && partial.events() < size) {
      Batch done = delivering.first(partial.events());
      from.putBack(delivering.after(done));
      taken(partial.events());
      accept(done, partial.outcome(), from);
      return again(List.of(), partial.rest());
    } else if (result instanceof Rejected rejected) {
      split(delivering, rejected.reason(), from);
      return Advance.delivered(false);
    } else if (result instanceof Retry retry) {
      if (courier.threw() && pieces.blames(size)) {
        split(delivering, retry.reason(), from);
        return Advance.retry(retry.reason(), backoff.next());
      }
      return again(delivering.events(), retry);
    } else if (result instanceof Refused refused) {
      bookmark.store(bookmark.cursor().with(refused.reason(), ledger.receipts()));
      return Advance.to(State.REFUSED, refused.reason());
    }
    return again(delivering.events(), DeliveryResult.retry("took more than there was: " + result));
  }

  private void taken(int events) {
    if (events > 0) {
      pieces.taken();
      backoff.reset();
    }
  }

  private Advance accept(Batch done, Delivered result, RunReader from) throws IOException {
    try {
      ledger.settle(done, result);
    } catch (IOException e) {
      // As after a crash: what the tracker took beyond its checkpoint it gets again.
      ledger.doubt(done.events());
      courier.close();
      throw e;
    }
    from.settle(done);
    batch = null;
    bookmark.store(position(from, result.checkpoint()));
    return Advance.delivered(from.isCaughtUp());
  }

  /** Delivers the batch in smaller pieces; a single event is not wanted. */
  private void split(Batch refused, String reason, RunReader from) throws IOException {
    if (refused.events().size() == 1) {
      Exclusion wrong = new Exclusion(refused.events().get(0), reason);
      pieces.found();
      accept(refused, new Delivered(null, List.of(), List.of(wrong), List.of()), from);
      courier.mend();
      return;
    }
    pieces.halve(refused.events().size());
    ledger.retried(refused.events(), reason);
    from.putBack(refused.entries());
    batch = null;
    bookmark.store(bookmark.cursor().doubting(ledger.doubtful()).with("", ledger.receipts()));
  }

  private Advance again(List<Event> events, Retry retry) throws IOException {
    ledger.retried(events, retry.reason());
    bookmark.store(
        bookmark.cursor().doubting(ledger.doubtful()).with(retry.reason(), ledger.receipts()));
    Duration pause = backoff.next();
    return Advance.retry(
        retry.reason(),
        pause.compareTo(retry.after()) < 0 ? retry.after() : pause,
        courier.isHopeless());
  }

  private Cursor position(RunReader from, @Nullable String checkpoint) {
    return new Cursor(
        from.positions(),
        from.watermark(),
        checkpoint == null ? bookmark.cursor().checkpoint() : checkpoint,
        from.isFinished(),
        "",
        ledger.receipts(),
        ledger.doubtful(),
        ledger.skippedBytes());
  }

  /** Tells the tracker that the run goes on though nothing happens. */
  void keepAlive() {
    courier.keepAlive();
  }

  /** Throws away what was read, but not what was delivered. */
  private void forget() {
    batch = null;
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  /** Closes the tracker and lets another forwarder take over. */
  @Override
  public void close() throws IOException {
    forget();
    try {
      courier.close();
      bookmark.close();
    } finally {
      if (lock != null) {
        lock.close();
        lock = null;
      }
    }
  }
}
