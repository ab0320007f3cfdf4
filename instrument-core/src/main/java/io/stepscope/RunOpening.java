package io.stepscope;

import io.stepscope.configuration.ConfigurationException;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunIds;
import io.stepscope.folder.RunLiveness;
import io.stepscope.folder.RunLock;
import io.stepscope.folder.RunPosition;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.journal.NewerJournalException;
import io.stepscope.recorder.Notices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes or continues the folder of a run and opens its journal. A folder that cannot be written
 * does not cost the recording: it goes to the temporary directory instead, and if that fails too,
 * the run only counts what it cannot record.
 */
final class RunOpening {

  private final Path dir;
  private final @Nullable String id;
  private final boolean resume;
  private final int rank;
  private final JournalOptions options;

  RunOpening(Path dir, @Nullable String id, boolean resume, int rank, JournalOptions options) {
    this.dir = dir;
    this.id = id;
    this.resume = resume;
    this.rank = rank;
    this.options = options;
  }

  /**
   * Opens the run.
   *
   * @throws ConfigurationException if the id exists and is not to be resumed, does not exist and is
   *     to be, or is being recorded
   */
  OpenRun open(Notices notices) {
    try {
      return openIn(dir);
    } catch (NewerJournalException e) {
      throw new ConfigurationException(
          "run id '"
              + id
              + "' cannot be resumed: "
              + e.getMessage()
              + "; use that version of Stepscope, or another id");
    } catch (IOException | UncheckedIOException e) {
      return openElsewhere(e, notices);
    }
  }

  /** A run that nothing is recorded of. */
  static OpenRun nothing(Path dir) {
    return new OpenRun(
        new RunFolder(dir.resolve(RunIds.next(Instant.now()))),
        null,
        null,
        new RunPosition(0, Stamp.NONE));
  }

  private OpenRun openElsewhere(Exception cause, Notices notices) {
    Path elsewhere =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "stepscope-" + System.getProperty("user.name"),
            "runs");
    try {
      OpenRun run = openIn(elsewhere);
      notices.say(
          "cannot write to dir="
              + dir
              + " ("
              + reason(cause)
              + "); recording into "
              + elsewhere
              + " instead; set dir to a folder that can be written");
      return run;
    } catch (IOException | UncheckedIOException e) {
      notices.say(
          "cannot write to dir="
              + dir
              + " ("
              + reason(cause)
              + ") nor to "
              + elsewhere
              + " ("
              + reason(e)
              + "); the training goes on and nothing is recorded; set dir to a folder that can be written");
      return nothing(dir);
    }
  }

  private OpenRun openIn(Path parent) throws IOException {
    Files.createDirectories(parent);
    RunFolder folder = new RunFolder(parent.resolve(id == null ? freeId(parent) : id));
    boolean exists = Files.isDirectory(folder.journal(rank));
    if (exists && !resume) {
      throw new ConfigurationException(
          "run id '"
              + folder.id()
              + "' exists in "
              + parent
              + "; choose another id, or continue it with resume");
    }
    if (!exists && resume) {
      throw new ConfigurationException(
          "run id '"
              + folder.id()
              + "' to be resumed is not in "
              + parent
              + "; 'stepscope runs' lists the ids");
    }
    RunLock lock = RunLock.tryAcquire(folder, rank);
    if (lock == null) {
      throw new ConfigurationException(
          "run id '"
              + folder.id()
              + "' is being recorded by process "
              + RunLiveness.holder(folder, rank)
              + "; wait for its end or choose another id");
    }
    boolean opened = false;
    try {
      RunPosition position = RunPosition.of(folder.journal(rank));
      JournalWriter journal = JournalWriter.open(folder.journal(rank), folder.id(), rank, options);
      opened = true;
      return new OpenRun(folder, lock, journal, position);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static String freeId(Path parent) {
    String free = RunIds.next(Instant.now());
    while (Files.exists(parent.resolve(free))) {
      free = RunIds.next(Instant.now());
    }
    return free;
  }

  private static String reason(Exception e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
  }

  /**
   * A run that can be recorded into.
   *
   * @param lock null when nothing is recorded
   * @param journal null when nothing is recorded
   * @param position where a resumed run goes on
   */
  record OpenRun(
      RunFolder folder,
      @Nullable RunLock lock,
      @Nullable JournalWriter journal,
      RunPosition position) {}
}
