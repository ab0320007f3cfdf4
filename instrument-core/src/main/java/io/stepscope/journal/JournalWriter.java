package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Appends to the journal of one rank of one run. When a method has returned true, the record
 * survives the death of the process.
 *
 * <p>Thread-safe and lock-free on the append path: every thread writes into a part of the file that
 * it leased. Nothing here throws once the journal is open; what cannot be written is counted in
 * {@link #lost}. Events of one thread keep their order. Every event has a sequence number, its
 * position in the journal.
 *
 * <p>The fences {@link #stepComplete} and {@code append} of a {@code RunStarted} or {@code
 * RunEnded} get a sequence number greater than that of every event recorded before them by any
 * thread.
 */
public final class JournalWriter implements AutoCloseable {

  private JournalWriter() {}

  /**
   * Opens the journal in {@code folder}, which is made when it is not there; an existing journal is
   * continued.
   *
   * @throws IOException if not even the first segment can be made
   */
  public static JournalWriter open(Path folder, String run, int rank, JournalOptions options)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The id under which {@code name} is stored; the same for every call. Names are 1 to 1,024 UTF-8
   * bytes long. Allocates nothing for a known name.
   */
  public int nameId(String name) {
    throw new UnsupportedOperationException();
  }

  /** Appends a number; allocates nothing. */
  public boolean scalar(int nameId, long step, int epoch, long timeMicros, double value) {
    throw new UnsupportedOperationException();
  }

  /** Appends a 32-bit number that stays one; allocates nothing. */
  public boolean scalar(int nameId, long step, int epoch, long timeMicros, float value) {
    throw new UnsupportedOperationException();
  }

  /** Appends a duration; allocates nothing. */
  public boolean timing(int nameId, long step, int epoch, long timeMicros, long nanos) {
    throw new UnsupportedOperationException();
  }

  /** Appends that nothing more comes for {@code step}; a fence. */
  public boolean stepComplete(long step, int epoch, long timeMicros) {
    throw new UnsupportedOperationException();
  }

  /** Appends any event; run, rank and sequence of its stamp are replaced by the journal's own. */
  public boolean append(Event event) {
    throw new UnsupportedOperationException();
  }

  /**
   * Events of a kind that could not be written, or were thinned out because the journal reached its
   * maximum.
   */
  public long lost(EventKind kind) {
    throw new UnsupportedOperationException();
  }

  /**
   * One line on the first failure, or empty: why events are being lost, or that plain file writes
   * are used instead of mapped memory.
   */
  public String trouble() {
    throw new UnsupportedOperationException();
  }

  /** Bytes of the journal so far. */
  public long bytes() {
    throw new UnsupportedOperationException();
  }

  /** Ends the journal and cuts off what is unused; later appends return false and are counted. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
