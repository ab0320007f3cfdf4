package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of one tracker of one run, and its file. Used by one thread, except {@link #receipts}.
 */
final class Bookmark implements AutoCloseable {
  private final CursorFile file;
  private Cursor cursor = Cursor.start();
  private @Nullable Cursor unstored;
  private volatile Receipts published = new Receipts();

  Bookmark(RunFolder run, String tracker) {
    file = new CursorFile(run, tracker);
  }

  /**
   * Stores what could not be stored before, or else loads what is stored.
   *
   * @return whether the cursor was loaded
   */
  boolean open() throws IOException {
    if (unstored != null) {
      store(unstored);
      return false;
    }
    Cursor stored = file.load();
    // Stored at once: the file also says that this tracker was configured for this run.
    store(stored == null ? Cursor.start() : stored);
    return true;
  }

  /** As stored last. */
  Cursor cursor() {
    return cursor;
  }

  /** As stored last; any thread. */
  Receipts receipts() {
    return published;
  }

  void store(Cursor next) throws IOException {
    // Kept until it is stored: nothing more is delivered while it cannot be.
    unstored = next;
    file.store(next);
    unstored = null;
    cursor = next;
    published = next.receipts();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
