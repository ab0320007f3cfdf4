package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.folder.RunFolder;
import io.stepscope.journal.NewerJournalException;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Refused;
import io.stepscope.tracker.DeliveryResult.Rejected;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries one run to one tracker, one bounded piece of work at a time. Waits for nothing and knows
 * no clock; that is up to the caller. Used by one thread at a time, except {@link #receipts}.
 */
final class Forwarder implements AutoCloseable {
  /*
   * A failure to read or to store is treated like a crash: what was read is thrown away, and all
   * begins again at the stored cursor. So the way back after a kill is one that is often gone.
   */
  private final RunFolder run;
  private final ConfiguredTracker configured;
  private final Liveness liveness;
  private final EventTail.Opener opener;
  private final Backoff backoff;
  private final CursorFile file;
  private final TrackerSession session;

  private @Nullable CursorLock lock;
  private String holder = "";
  private Cursor cursor = Cursor.start();
  private Receipts receipts = new Receipts();
  private @Nullable Cursor unstored;
  private @Nullable RunReader reader;
  private @Nullable Batch batch;
  private volatile Receipts published = new Receipts();

  Forwarder(
      RunFolder run,
      ConfiguredTracker configured,
      Liveness liveness,
      EventTail.Opener opener,
      Backoff backoff) {
    this.run = run;
    this.configured = configured;
    this.liveness = liveness;
    this.opener = opener;
    this.backoff = backoff;
    this.file = new CursorFile(run, configured.name());
    this.session = new TrackerSession(run, configured);
  }

  String name() {
    return configured.name();
  }

  /** What became of events so far, as stored; any thread. */
  Receipts receipts() {
    return published;
  }

  /** Does one piece of work: reads and delivers at most about one batch. */
  Advance advance() {
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
      batch = from.take();
      if (batch == null) {
        return rest(over, from);
      }
    }
    return deliver(batch, from);
  }

  private RunReader begin() throws IOException {
    if (unstored != null) {
      store(unstored);
    } else {
      Cursor stored = file.load();
      // Stored at once: the file also says that this tracker was configured for this run.
      store(stored == null ? Cursor.start() : stored);
      receipts = cursor.receipts().copy();
    }
    RunReader from = new RunReader(run, configured.provider().capabilities(), opener, cursor);
    reader = from;
    return from;
  }

  /** Reads; returns whether nothing more comes. */
  private boolean readOn(RunReader from) throws IOException {
    if (from.isFull() || from.read() > 0) {
      return false;
    }
    boolean over = from.ended() || !liveness.alive(run);
    // A last look after the question: what was recorded before the end is then seen.
    if (!over || from.read() > 0) {
      return false;
    }
    from.finish();
    return true;
  }

  private Advance rest(boolean over, RunReader from) throws IOException {
    if (!over) {
      return Advance.to(State.UP_TO_DATE);
    }
    if (!cursor.complete()) {
      store(position(from, null, true));
    }
    return Advance.to(State.COMPLETE);
  }

  private Advance deliver(Batch delivering, RunReader from) throws IOException {
    DeliveryResult result = attempt(delivering);
    if (result instanceof Delivered delivered) {
      account(delivering, delivered);
      from.settle(delivering);
      batch = null;
      backoff.reset();
      store(position(from, delivered.checkpoint(), false));
      return Advance.to(State.FORWARDING);
    }
    if (result instanceof Retry retry) {
      store(cursor.with(retry.reason(), receipts.copy()));
      return Advance.retry(retry.reason(), longer(backoff.next(), retry.after()));
    }
    if (result instanceof Rejected rejected) {
      store(cursor.with(rejected.reason(), receipts.copy()));
      return Advance.retry(rejected.reason(), backoff.next());
    }
    if (result instanceof Partial partial) {
      store(cursor.with(partial.rest().reason(), receipts.copy()));
      return Advance.retry(partial.rest().reason(), backoff.next());
    }
    String reason = ((Refused) result).reason();
    store(cursor.with(reason, receipts.copy()));
    return Advance.to(State.REFUSED, reason);
  }

  private DeliveryResult attempt(Batch delivering) throws IOException {
    if (delivering.events().isEmpty()) {
      return DeliveryResult.delivered(null);
    }
    if (!session.isOpen()) {
      DeliveryResult opened = session.open(cursor.checkpoint());
      if (!(opened instanceof Delivered delivered)) {
        return opened;
      }
      if (delivered.checkpoint() != null) {
        store(cursor.at(delivered.checkpoint()));
      }
    }
    DeliveryResult result = session.deliver(delivering.events());
    if (result instanceof Retry retry) {
      receipts.reason(Fate.RETRIED, retry.reason());
      for (Event event : delivering.events()) {
        receipts.add(Fate.RETRIED, event.kind(), 1);
      }
    }
    return result;
  }

  private void account(Batch settled, Delivered result) {
    for (Entry entry : settled.entries()) {
      EventKind kind = entry.event().kind();
      if (entry.leftOut() == null) {
        receipts.add(Fate.DELIVERED, kind, 1);
      } else {
        receipts.add(Fate.SKIPPED, kind, 1);
        receipts.reason(Fate.SKIPPED, entry.leftOut());
      }
    }
    result.skipped().forEach(left -> instead(Fate.SKIPPED, left.event(), left.reason()));
    result.rejected().forEach(left -> instead(Fate.REJECTED, left.event(), left.reason()));
    result.uncertain().forEach(event -> instead(Fate.UNCERTAIN, event, "the answer was lost"));
  }

  private void instead(Fate fate, Event event, String reason) {
    receipts.add(Fate.DELIVERED, event.kind(), -1);
    receipts.add(fate, event.kind(), 1);
    receipts.reason(fate, reason);
  }

  private Cursor position(RunReader from, @Nullable String checkpoint, boolean complete) {
    return new Cursor(
        from.positions(),
        from.watermark(),
        checkpoint == null ? cursor.checkpoint() : checkpoint,
        complete,
        "",
        receipts.copy());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private void store(Cursor next) throws IOException {
    // Kept until it is stored: nothing more is delivered while it cannot be.
    unstored = next;
    file.store(next);
    unstored = null;
    cursor = next;
    published = next.receipts();
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
      session.close();
      file.close();
    } finally {
      if (lock != null) {
        lock.close();
        lock = null;
      }
    }
  }
}
