package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads the journal of one rank, from the files alone, while it is being written or after. Not
 * thread-safe; many readers may read at once.
 *
 * <p>Damage never throws: what cannot be read is skipped up to the next intact lease and counted.
 */
public final class JournalReader implements AutoCloseable {

  private JournalReader() {}

  /**
   * Opens the journal in {@code folder} (of one rank).
   *
   * @throws IOException if the folder cannot be read
   * @throws NewerJournalException if the journal was written by a version that this one cannot read
   */
  public static JournalReader open(Path folder) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads every event that is there now, in sequence order. May be called again, from the start.
   */
  public void readAll(JournalHandler handler) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads the last segments only, newest at least, enough to hold the last {@code RunEnded} and the
   * latest steps. In sequence order.
   */
  public void readTail(JournalHandler handler) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** What was passed over in the last read because it was damaged. */
  public long damagedBytes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
