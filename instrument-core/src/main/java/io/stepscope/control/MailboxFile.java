package io.stepscope.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The file of a mailbox: made, mapped, and locked among those who write commands. */
final class MailboxFile {

  private static final long LOCK_POLL_MILLIS = 5;

  private MailboxFile() {}

  /**
   * Makes an empty mailbox in the place of what is there; ids go on from those of an old one. As it
   * is a new file, whoever still looks at the old one does no harm.
   *
   * @throws IOException if it cannot be written or mapped
   */
  static MappedByteBuffer make(Path file, long beganMicros) throws IOException {
    long lastId = lastId(file);
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    // Real zeros, so that a full disk is an error here and not a fault in mapped memory.
    ByteBuffer page = ByteBuffer.allocateDirect(MailboxPage.BYTES);
    new MailboxPage(page).begin(beganMicros, lastId);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      while (page.hasRemaining()) {
        channel.write(page);
      }
      MappedByteBuffer memory = map(channel, FileChannel.MapMode.READ_WRITE);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return memory;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Maps a mailbox for looking at it. */
  static MailboxPage look(Path file) throws IOException {
    synchronized (monitor(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return checked(channel, FileChannel.MapMode.READ_ONLY);
      }
    }
  }

  /**
   * Maps a mailbox and does something with it while no other process and no other thread does the
   * same.
   *
   * @param deadline when to stop waiting for the others, as {@link System#nanoTime} tells
   */
  static <T> T locked(Path file, long deadline, Work<T> work)
      throws IOException, InterruptedException {
    synchronized (monitor(file)) {
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
          FileLock lock = lock(channel, deadline)) {
        assert lock.isValid();
        return work.with(checked(channel, FileChannel.MapMode.READ_WRITE));
      }
    }
  }

  private static FileLock lock(FileChannel channel, long deadline)
      throws IOException, InterruptedException {
    while (true) {
      FileLock lock = tryLock(channel);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new MailboxException("another process holds its mailbox");
      }
      TimeUnit.MILLISECONDS.sleep(LOCK_POLL_MILLIS);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static MailboxPage checked(FileChannel channel, FileChannel.MapMode mode)
      throws IOException {
    if (channel.size() < MailboxPage.BYTES) {
      throw new MailboxException("its mailbox is damaged");
    }
    MailboxPage page = new MailboxPage(map(channel, mode));
    page.check();
    return page;
  }

  private static MappedByteBuffer map(FileChannel channel, FileChannel.MapMode mode)
      throws IOException {
    try {
      return channel.map(mode, 0, MailboxPage.BYTES);
    } catch (OutOfMemoryError | UnsupportedOperationException e) {
      throw new IOException("cannot map " + MailboxPage.BYTES + " bytes: " + e.getMessage(), e);
    }
  }

  private static long lastId(Path file) {
    try {
      return Files.exists(file) ? Math.max(0, look(file).issued()) : 0;
    } catch (IOException e) {
      // What cannot be read was not written by this version, and its ids are not known.
      return 0;
    }
  }

  /*
   * POSIX drops a process's locks on a file as soon as the process closes *any* descriptor of it. So within one process everybody who
   * opens the file does so one after the other. Several class loaders of one JVM may hold a copy of this class, hence a monitor that
   * all of them see: an interned text.
   */
  private static Object monitor(Path file) {
    return ("io.stepscope.mailbox:" + file.toAbsolutePath().normalize()).intern();
  }

  /** Something to do with a page. */
  interface Work<T> {
    T with(MailboxPage page) throws IOException;
  }
}
