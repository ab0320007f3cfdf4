package io.stepscope.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * That a process which recorded a rank is gone, known by other means than its lock. Where locks
 * cannot be seen its last heartbeat would make it look alive for a while; the heartbeat of another
 * process that resumes the rank is a later one, and counts.
 */
public final class Departure {
  private final Path lock;

  /** Null when there was no heartbeat. */
  private final @Nullable FileTime lastBeat;

  private Departure(Path lock, @Nullable FileTime lastBeat) {
    this.lock = lock;
    this.lastBeat = lastBeat;
  }

  /** To be called when the process is gone, and before another one may have resumed the rank. */
  public static Departure seen(RunFolder folder, int rank) {
    Path lock = folder.lock(rank);
    try {
      return new Departure(lock, Files.getLastModifiedTime(lock));
    } catch (IOException e) {
      return new Departure(lock, null);
    }
  }

  /** Whether a heartbeat is the last one of the process that is gone. */
  boolean isLastBeat(Path file, FileTime beat) {
    return file.equals(lock) && beat.equals(lastBeat);
  }
}
