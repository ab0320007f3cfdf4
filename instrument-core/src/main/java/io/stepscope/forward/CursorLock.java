package io.stepscope.forward;

import io.stepscope.folder.Holder;
import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The right to deliver one run to one tracker, held under an OS lock on {@code
 * cursors/<tracker>.lock}, so that it ends with the process, however that ends.
 */
final class CursorLock implements AutoCloseable {
  /*
   * POSIX drops all locks of a process on a file as soon as the process closes any descriptor of
   * that file. So a file that this process has locked must not even be opened and closed: HELD says
   * which those are. Another copy of this class in another class loader has a HELD of its own; then
   * tryLock throws, and the channel is left open for ever in NEVER_CLOSED.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  // The lock lies beyond the text, which stays readable where locks are mandatory.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
  private static final int LONGEST_HOLDER = 200;

  static final String SUFFIX = ".lock";

  private final Path file;
  private final FileChannel channel;
  private boolean closed;

  private CursorLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Outcome of an attempt: either a lock or the word for who has it. */
  record Attempt(@Nullable CursorLock lock, String holder) {}

  /**
   * Tries once, without waiting.
   *
   * @throws IOException if the file cannot be made or the file system has no locks
   */
  static Attempt attempt(RunFolder run, String tracker) throws IOException {
    Files.createDirectories(run.cursors());
    Path file = run.cursors().toRealPath().resolve(tracker + SUFFIX);
    if (!HELD.add(file)) {
      return new Attempt(null, "this process");
    }
    @Nullable CursorLock lock = null;
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        @Nullable FileLock granted = channel.tryLock(LOCKED_BYTE, 1, false);
        if (granted == null) {
          return new Attempt(null, holder(channel));
        }
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(Holder.ofThisProcess().toString().getBytes(StandardCharsets.UTF_8)), 0);
        lock = new CursorLock(file, channel);
        return new Attempt(lock, "");
      } catch (OverlappingFileLockException e) {
        NEVER_CLOSED.add(channel);
        return new Attempt(null, "this process");
      } finally {
        if (lock == null && !NEVER_CLOSED.contains(channel)) {
          channel.close();
        }
      }
    } finally {
      if (lock == null) {
        HELD.remove(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        channel.close();
      } finally {
        HELD.remove(file);
      }
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return holder.isEmpty() ? "another process" : "process " + holder;
  }
}
