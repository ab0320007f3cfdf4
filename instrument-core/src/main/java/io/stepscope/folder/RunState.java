package io.stepscope.folder;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.HaltCode;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * How a run stands, read from its journal and its lock.
 *
 * @param status running, finished, failed, stopped or killed
 * @param reason one line, may be empty
 * @param lastTimeMicros wall-clock time of the last event seen, microseconds since 1970; 0 when
 *     there is none
 */
public record RunState(RunStatus status, String reason, long lastTimeMicros) {

  /**
   * Reads how the run stands; only the end of the journal of rank 0 is read. The unused space of a
   * run that is found killed is given back.
   *
   * @throws IOException if the journal cannot be read at all
   */
  public static RunState of(RunFolder folder, Clock clock) throws IOException {
    // The lock is asked first: a run that ends between the two looks is then seen as ended, never
    // as killed.
    boolean alive = RunLiveness.isAlive(folder, clock);
    LastBoundary last = new LastBoundary();
    if (Files.isDirectory(folder.journal(0))) {
      try (JournalReader reader = JournalReader.open(folder.journal(0))) {
        reader.readTail(last::see);
      }
    }
    RunEnded ended = last.ended;
    if (ended != null) {
      return new RunState(ended.status(), ended.reason(), ended.stamp().timeMicros());
    }
    if (alive) {
      return new RunState(RunStatus.RUNNING, "", last.timeMicros);
    }
    RunTrimming.trim(folder);
    return new RunState(RunStatus.KILLED, last.died, last.timeMicros);
  }

  /** The last end of the run that no later start took back. */
  private static final class LastBoundary {
    private String died = RunEnded.DIED;
    private @Nullable RunEnded ended;
    private long timeMicros;

    private void see(Event event) {
      timeMicros = Math.max(timeMicros, event.stamp().timeMicros());
      if (event instanceof RunStarted) {
        ended = null;
        died = RunEnded.DIED;
      } else if (event instanceof RunEnded end) {
        ended = end;
      } else if (event.kind() == EventKind.PARAMS) {
        died = HaltCode.reasonAfter(died, event);
      }
    }
  }
}
