package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code cursors/<tracker>} of a run: cursors one after the other, the last whole one
 * counts. Now and then it is replaced by a file with the last one alone.
 */
final class CursorFile implements AutoCloseable {
  /*
   * Appending costs microseconds. To replace the file every time costs milliseconds on file systems
   * that write out a file before it is renamed over another. Neither is forced to the disk: like the
   * journal, a cursor survives the process, not a power failure.
   */
  private static final long LONGEST_BYTES = 64 << 10;

  static final String NEXT = ".next";

  private final Path file;
  private final Path next;
  private @Nullable FileChannel channel;
  private long length;

  CursorFile(RunFolder run, String tracker) {
    file = run.cursors().resolve(tracker);
    next = run.cursors().resolve(tracker + NEXT);
  }

  /**
   * What was stored last; null when nothing was.
   *
   * @throws IOException if it cannot be read or holds no whole cursor
   */
  @Nullable Cursor load() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      return CursorText.readLast(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "damaged cursor "
              + file
              + " ("
              + e.getMessage()
              + "); delete it to deliver from the start",
          e);
    }
  }

  /** Stores a cursor. Only the holder of the {@link CursorLock} may. */
  void store(Cursor cursor) throws IOException {
    ByteBuffer text = StandardCharsets.UTF_8.encode(CursorText.write(cursor));
    if (channel == null || length > LONGEST_BYTES || !Files.isRegularFile(file)) {
      replace(text);
    } else {
      append(channel, text);
    }
  }

  private void append(FileChannel to, ByteBuffer text) throws IOException {
    try {
      while (text.hasRemaining()) {
        length += to.write(text, length);
      }
    } catch (IOException e) {
      // What was written in part is left behind together with the file.
      close();
      throw e;
    }
  }

  private void replace(ByteBuffer text) throws IOException {
    close();
    FileChannel fresh =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      length = 0;
      append(fresh, text);
      try {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      }
      channel = fresh;
    } finally {
      if (channel == null) {
        fresh.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel closing = channel;
    channel = null;
    if (closing != null) {
      closing.close();
    }
  }
}
