package io.stepscope.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a run is still being recorded, by any of its ranks: by the lock of each where locks
 * can be seen, and by its heartbeat where they cannot (another host, a network file system). Never
 * by a process id.
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

  /** Whether a process records any rank of {@code folder} now. */
  public static boolean isAlive(RunFolder folder, Clock clock) {
    return isAlive(folder, clock, null);
  }

  /**
   * Whether a process records any rank of {@code folder} now.
   *
   * @param gone a process whose end was seen, if one was; its last heartbeat is no sign of life
   */
  public static boolean isAlive(RunFolder folder, Clock clock, @Nullable Departure gone) {
    if (isAlive(folder, 0, clock, gone)) {
      return true;
    }
    try {
      for (int rank : folder.lockedRanks()) {
        if (rank != 0 && isAlive(folder, rank, clock, gone)) {
          return true;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A folder that cannot be listed is known by its first rank alone.
      return false;
    }
    return false;
  }

  /** Whether a process records one rank of {@code folder} now. */
  public static boolean isAlive(RunFolder folder, int rank, Clock clock) {
    return isAlive(folder, rank, clock, null);
  }

  /**
   * Whether a process records one rank of {@code folder} now.
   *
   * @param gone a process whose end was seen, if one was
   */
  public static boolean isAlive(RunFolder folder, int rank, Clock clock, @Nullable Departure gone) {
    if (RunLock.isHeldHere(folder, rank)) {
      return true;
    }
    Path file = folder.lock(rank);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      if (isLockVisible(file)) {
        return isLocked(file);
      }
    } catch (IOException e) {
      // What cannot be asked for its lock may still be seen to beat.
      return isBeating(file, clock, gone);
    }
    return isBeating(file, clock, gone);
  }

  /** Whether the lock of a rank, or that nobody holds it, can be seen from here. */
  static boolean isLockVisible(RunFolder folder, int rank) throws IOException {
    return isLockVisible(folder.lock(rank));
  }

  private static boolean isLockVisible(Path file) throws IOException {
    return holder(file).isOnThisHost() && !isOnNetwork(file);
  }

  /** Who wrote the lock file of the first rank last, for messages. */
  public static Holder holder(RunFolder folder) {
    return holder(folder, 0);
  }

  /** Who wrote the lock file of a rank last, for messages. */
  public static Holder holder(RunFolder folder, int rank) {
    try {
      return RunLock.isHeldHere(folder, rank) ? Holder.ofThisProcess() : holder(folder.lock(rank));
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

  private static boolean isBeating(Path file, Clock clock, @Nullable Departure gone) {
    try {
      FileTime beat = Files.getLastModifiedTime(file);
      if (gone != null && gone.isLastBeat(file, beat)) {
        return false;
      }
      return Duration.between(beat.toInstant(), clock.instant()).compareTo(SILENCE) <= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
