package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.folder.RunFolder;
import io.stepscope.tracker.DeliveryResult;
import io.stepscope.tracker.DeliveryResult.Delivered;
import io.stepscope.tracker.DeliveryResult.Partial;
import io.stepscope.tracker.DeliveryResult.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Makes one attempt after the other to hand something to the tracker, and tells the circuit. */
final class Courier implements AutoCloseable {
  private final Circuit circuit;
  private final TrackerSession session;
  private final Bookmark bookmark;

  Courier(RunFolder run, ConfiguredTracker configured, Outside outside, Bookmark bookmark) {
    this.circuit = outside.circuit();
    this.session = new TrackerSession(run, configured, outside.say());
    this.bookmark = bookmark;
  }

  /** How long to wait before an attempt; zero when it may be made, and then must be. */
  Duration untilAllowed(boolean urgently) {
    return circuit.untilAllowed(urgently);
  }

  /** Why it must be waited. */
  String reason() {
    return circuit.reason();
  }

  /** Whether another attempt right now would be in vain or unwelcome. */
  boolean isHopeless() {
    return circuit.isHopeless();
  }

  /** Whether the last result stands for an exception. */
  boolean threw() {
    return session.threw();
  }

  /** Opens the tracker if need be, and delivers. */
  DeliveryResult deliver(List<Event> events, Ledger ledger) throws IOException {
    boolean told = false;
    try {
      DeliveryResult result = attempt(events, ledger);
      tell(result);
      told = true;
      return result;
    } finally {
      if (!told) {
        circuit.abandons();
      }
    }
  }

  private DeliveryResult attempt(List<Event> events, Ledger ledger) throws IOException {
    DeliveryResult result = open();
    if (result instanceof Delivered) {
      if (ledger.mustAnnounce()) {
        bookmark.store(bookmark.cursor().doubting(ledger.announcing(events)));
      }
      result = session.deliver(events);
      if (session.threw()) {
        ledger.doubt(events);
      }
    }
    return result;
  }

  /**
   * Opens the tracker, if it is not, though there may be nothing more to deliver: what it left half
   * written when it threw it can then remove.
   */
  void mend() throws IOException {
    tell(open());
  }

  private DeliveryResult open() throws IOException {
    if (session.isOpen()) {
      return DeliveryResult.delivered(null);
    }
    DeliveryResult opened = session.open(bookmark.cursor().checkpoint());
    if (opened instanceof Delivered delivered && delivered.checkpoint() != null) {
      bookmark.store(bookmark.cursor().at(delivered.checkpoint()));
    }
    return opened;
  }

  private void tell(DeliveryResult result) {
    if (result instanceof Retry retry) {
      circuit.fails(retry.reason(), retry.after());
      return;
    }
    circuit.works();
    if (result instanceof Partial partial && !partial.rest().after().isZero()) {
      circuit.fails(partial.rest().reason(), partial.rest().after());
    }
  }

  /** Tells the tracker that the run goes on though nothing happens. */
  void keepAlive() {
    session.keepAlive();
  }

  /** Closes the tracker; another one is opened at the stored checkpoint with the next attempt. */
  @Override
  public void close() {
    session.close();
  }
}
