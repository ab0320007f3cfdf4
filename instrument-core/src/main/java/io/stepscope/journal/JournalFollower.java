package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a journal as it grows: every event once, those of one thread in order, and nothing that was
 * recorded before a fence after it. Not thread-safe; any process.
 */
public final class JournalFollower implements AutoCloseable {

  private JournalFollower() {}

  /**
   * Follows the journal in {@code folder}, which need not hold a segment yet.
   *
   * @param from where an earlier follower stopped ({@link #frontier}); empty for the beginning
   */
  public static JournalFollower open(Path folder, String from) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Hands on what is new, and returns at once.
   *
   * @param most stop soon after this many events
   * @return number of events handed on; 0 when there is nothing new now
   */
  public int poll(JournalHandler handler, int most) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Where the follower is: everything handed on so far lies before it. An opaque word of printable
   * ASCII without white space, to be stored.
   */
  public String frontier() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
