package io.stepscope.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The operating-system lock that the recording process holds on {@code run.lock} as long as the run
 * goes on. Whatever ends the process releases it, so nobody has to trust process ids.
 *
 * <p>Thread-safe.
 */
public final class RunLock implements AutoCloseable {

  /*
   * POSIX drops a process's locks on a file as soon as the process closes *any* descriptor of that file. So whoever wants to look at
   * the lock must first know that it is not held in this very JVM, without opening the file. Several class loaders of one JVM may hold
   * a copy of this class (the agent's and the application's), hence a mark that all of them see: a system property per lock.
   */
  private static final String MARK = "io.stepscope.lock:";

  private final FileChannel channel;
  private final String mark;
  private boolean released;

  private RunLock(FileChannel channel, String mark) {
    this.channel = channel;
    this.mark = mark;
  }

  /**
   * Takes the lock, making the file when it is not there.
   *
   * @param rank each rank of a run has a lock of its own; that of rank 0 stands for the run
   * @return null when somebody holds it, in this process or another
   * @throws IOException if the file cannot be written, or the file system has no locks
   */
  public static @Nullable RunLock tryAcquire(RunFolder folder, int rank) throws IOException {
    Files.createDirectories(folder.root());
    Path file = folder.lock(rank);
    String mark = mark(folder, rank);
    synchronized (System.getProperties()) {
      if (System.getProperty(mark) != null) {
        return null;
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean held = false;
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          return null;
        }
        writeHolder(channel.truncate(0));
        System.setProperty(mark, "held");
        held = true;
        return new RunLock(channel, mark);
      } catch (OverlappingFileLockException e) {
        return null;
      } finally {
        if (!held) {
          channel.close();
        }
      }
    }
  }

  /** Whether this JVM holds the lock; opens nothing. */
  static boolean isHeldHere(RunFolder folder, int rank) {
    return System.getProperty(mark(folder, rank)) != null;
  }

  /**
   * Shows other hosts, which may not see the lock, that the process lives. Every 5 s is often
   * enough.
   *
   * <p>Setting the time of the file would do as well, but opens and closes the file, and with that
   * drops the lock.
   */
  public void beat() throws IOException {
    synchronized (System.getProperties()) {
      if (!released) {
        writeHolder(channel);
      }
    }
  }

  private static void writeHolder(FileChannel channel) throws IOException {
    byte[] holder = Holder.ofThisProcess().toString().getBytes(StandardCharsets.UTF_8);
    var unused = channel.write(ByteBuffer.wrap(holder), 0);
  }

  @Override
  public void close() {
    synchronized (System.getProperties()) {
      if (released) {
        return;
      }
      released = true;
      System.clearProperty(mark);
      try {
        channel.close();
      } catch (IOException e) {
        // The descriptor is gone in any case, and with it the lock: nothing is left to be done or
        // counted.
        released = true;
      }
    }
  }

  private static String mark(RunFolder folder, int rank) {
    try {
      return MARK + folder.root().toRealPath() + "#" + rank;
    } catch (IOException e) {
      return MARK + folder.root().toAbsolutePath().normalize() + "#" + rank;
    }
  }
}
