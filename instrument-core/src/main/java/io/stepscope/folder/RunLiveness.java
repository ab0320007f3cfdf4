package io.stepscope.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether a run is still being recorded: by the lock on {@code run.lock} where locks can be
 * seen, and by its heartbeat where they cannot (another host, a network file system). Never by a
 * process id.
 *
 * <p>Thread-safe.
 */
public final class RunLiveness {

  /** A heartbeat older than this means that the process is gone. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "9p",
          "lustre",
          "gpfs",
          "beegfs",
          "ceph",
          "afs",
          "glusterfs");

  private RunLiveness() {}

  /** Whether a process records into {@code folder} now. */
  public static boolean isAlive(RunFolder folder, Clock clock) {
    if (RunLock.isHeldHere(folder, 0)) {
      return true;
    }
    Path file = folder.lock();
    if (!Files.exists(file)) {
      return false;
    }
    try {
      return isLockVisible(folder) ? isLocked(file) : hasRecentHeartbeat(file, clock);
    } catch (IOException e) {
      return hasRecentHeartbeat(file, clock);
    }
  }

  /** Whether the lock on {@code run.lock}, or that nobody holds it, can be seen from here. */
  static boolean isLockVisible(RunFolder folder) throws IOException {
    return holder(folder.lock()).isOnThisHost() && !isOnNetwork(folder.lock());
  }

  /** Who wrote the lock file last, for messages. */
  public static Holder holder(RunFolder folder) {
    try {
      return RunLock.isHeldHere(folder, 0) ? Holder.ofThisProcess() : holder(folder.lock());
    } catch (IOException e) {
      return new Holder(0, "");
    }
  }

  /**
   * Whether a file lies on a file system whose locks and memory mappings other machines may not
   * see.
   */
  static boolean isOnNetwork(Path file) throws IOException {
    String type = Files.getFileStore(file).type().toLowerCase(Locale.ROOT);
    return NETWORK_FILE_SYSTEMS.contains(type) || type.startsWith("fuse.");
  }

  private static Holder holder(Path file) throws IOException {
    return Holder.parse(Files.readString(file, StandardCharsets.UTF_8));
  }

  private static boolean isLocked(Path file) throws IOException {
    // A shared lock needs no write permission, and two onlookers do not take each other for the
    // recording process.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  private static boolean hasRecentHeartbeat(Path file, Clock clock) {
    try {
      Instant beat = Files.getLastModifiedTime(file).toInstant();
      return Duration.between(beat, clock.instant()).compareTo(SILENCE) <= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
