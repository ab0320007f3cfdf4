package io.stepscope.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a mailbox lies. A mapped page stays when its file is removed or another one takes its name,
 * but then no command can reach it any more.
 */
final class MailboxPlace {

  private final Path file;

  /** What tells the file from others; null where the file system has nothing of the kind. */
  private final @Nullable Object key;

  private MailboxPlace(Path file, @Nullable Object key) {
    this.file = file;
    this.key = key;
  }

  /**
   * The place of a mailbox that was just made.
   *
   * @throws IOException if it is not there
   */
  static MailboxPlace of(Path file) throws IOException {
    return new MailboxPlace(file, key(file));
  }

  /** Whether the same file is still there. */
  boolean isReachable() {
    try {
      return Objects.equals(key, key(file));
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
