package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** The file {@code cursors/<tracker>} of a run, always replaced as a whole. */
final class CursorFile {
  private final Path file;
  private final Path next;

  CursorFile(RunFolder run, String tracker) {
    file = run.cursors().resolve(tracker);
    next = run.cursors().resolve(tracker + ".next");
  }

  /**
   * What was stored last; null when nothing was.
   *
   * @throws IOException if it cannot be read or is not a whole cursor
   */
  @Nullable Cursor load() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      return CursorText.read(text);
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

  /** Replaces what was stored. Only the holder of the {@link CursorLock} may. */
  void store(Cursor cursor) throws IOException {
    // Not forced to the disk: like the journal it survives the process, not a power failure.
    Files.write(next, CursorText.write(cursor).getBytes(StandardCharsets.UTF_8));
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
