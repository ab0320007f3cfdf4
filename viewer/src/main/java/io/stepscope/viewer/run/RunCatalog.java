package io.stepscope.viewer.run;

import io.stepscope.event.RunStarted;
import io.stepscope.event.RunStatus;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunState;
import io.stepscope.journal.JournalReader;
import io.stepscope.journal.NewerJournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The runs of a folder. Reads the beginning and the end of each journal, not what lies between. */
public final class RunCatalog {
  private final Path dir;
  private final Clock clock;

  public RunCatalog(Path dir, Clock clock) {
    this.dir = dir;
    this.clock = clock;
  }

  /**
   * All runs, newest first. One that cannot be read is in the list, with a remark.
   *
   * @throws IOException if the folder itself cannot be read
   */
  public List<RunSummary> summaries() throws IOException {
    Comparator<RunSummary> newestFirst =
        Comparator.comparingLong(RunSummary::startedMicros)
            .reversed()
            .thenComparing(Comparator.comparing(RunSummary::id).reversed());
    return folders().stream().map(this::summary).sorted(newestFirst).toList();
  }

  /** The folders of all runs. */
  public List<RunFolder> folders() throws IOException {
    return RunFolder.list(dir);
  }

  /** What can be told of a run; never throws. */
  public RunSummary summary(RunFolder folder) {
    try {
      return read(folder);
    } catch (NewerJournalException e) {
      return RunSummary.unreadable(folder.id(), Reasons.of(e));
    } catch (IOException | RuntimeException e) {
      return RunSummary.unreadable(folder.id(), "cannot be read: " + Reasons.of(e));
    }
  }

  private RunSummary read(RunFolder folder) throws IOException {
    List<Integer> ranks = folder.ranks();
    if (ranks.isEmpty()) {
      return RunSummary.unreadable(folder.id(), "has no journal yet");
    }
    RunState state = RunState.of(folder, clock);
    Path journal = folder.journal(ranks.get(0));
    Optional<RunStarted> start = FirstStart.read(journal);
    LastSteps last = new LastSteps();
    long damaged;
    try (JournalReader reader = JournalReader.open(journal)) {
      reader.readTail(last);
      damaged = reader.damagedBytes();
    }
    if (start.isEmpty() && last.lastMicros() == 0 && state.status() == RunStatus.KILLED) {
      return RunSummary.unreadable(folder.id(), "its journal holds nothing that can be read");
    }
    return new RunSummary(
        folder.id(),
        start.map(RunStarted::experiment).orElse(""),
        start.map(RunStarted::name).orElse(""),
        state.status(),
        state.reason(),
        start.map(event -> event.stamp().timeMicros()).orElse(0L),
        Math.max(state.lastTimeMicros(), last.lastMicros()),
        last.steps(),
        last.loss(),
        damaged == 0 ? "" : "passed over " + damaged + " damaged bytes");
  }
}
