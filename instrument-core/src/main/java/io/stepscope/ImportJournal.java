package io.stepscope;

import io.stepscope.event.Artifact;
import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.Stamp;
import io.stepscope.folder.ArtifactStore;
import io.stepscope.folder.RunFolder;
import io.stepscope.foreign.ForeignEvents;
import io.stepscope.journal.JournalOptions;
import io.stepscope.journal.JournalWriter;
import io.stepscope.redaction.Redaction;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Writes a piece of a foreign run into the journal of its run folder. Events that an import before,
 * which was interrupted, had written are passed over: the same piece gives the same events.
 */
final class ImportJournal implements ForeignEvents, AutoCloseable {
  private final RunFolder folder;
  private final JournalWriter journal;
  private final ArtifactStore artifacts;
  private final ImportedEvents events = new ImportedEvents(Redaction.of(System.getenv(), Map.of()));
  private final RunSummary summary;
  private final LongConsumer progress;
  private long written;
  final Map<EventKind, Long> counts = new EnumMap<>(EventKind.class);
  final Map<String, Long> leftOut = new LinkedHashMap<>();
  final Set<String> remarks = new LinkedHashSet<>();

  /**
   * @param written events of the piece that are in the journal
   */
  private ImportJournal(
      RunFolder folder,
      JournalWriter journal,
      RunSummary summary,
      long written,
      LongConsumer progress) {
    this.folder = folder;
    this.journal = journal;
    this.summary = summary;
    this.written = written;
    this.progress = progress;
    artifacts = new ArtifactStore(folder);
  }

  static ImportJournal open(
      RunFolder folder, RunSummary summary, long written, LongConsumer progress)
      throws IOException {
    // What was recorded elsewhere is not thinned out here.
    JournalOptions options = JournalOptions.defaults().withMaxBytes(Long.MAX_VALUE);
    JournalWriter journal = JournalWriter.open(folder.journal(0), folder.id(), 0, options);
    return new ImportJournal(folder, journal, summary, written, progress);
  }

  /** Records the start and what is known of the source. */
  void started(RunStarted event, Params facts) throws IOException {
    append(event);
    Event clean = events.clean(facts);
    append(clean);
    summary.add((Params) clean);
  }

  void ended(RunEnded event) throws IOException {
    append(event);
  }

  @Override
  public void event(Event event) throws IOException {
    Event clean = events.clean(event);
    append(clean);
    counts.merge(event.kind(), 1L, Long::sum);
    if (clean instanceof Params params) {
      summary.add(params);
    }
  }

  @Override
  public void file(long timeMicros, String name, String type, byte[] content) throws IOException {
    ArtifactStore.Stored stored = artifacts.store(content);
    Stamp stamp = new Stamp(folder.id(), 0, Stamp.UNSEQUENCED, Stamp.NONE, Stamp.NONE, timeMicros);
    event(new Artifact(stamp, name, type, stored.sha256(), stored.bytes()));
  }

  @Override
  public void leftOut(String why) {
    leftOut.merge(why, 1L, Long::sum);
  }

  @Override
  public void remark(String line) {
    remarks.add(line);
  }

  @Override
  public void progress(long bytes) {
    progress.accept(bytes);
  }

  private void append(Event event) throws IOException {
    if (written > 0) {
      written--;
    } else if (!journal.append(event)) {
      String trouble = journal.trouble();
      throw new IOException(
          "the journal of "
              + folder.root()
              + " cannot be written"
              + (trouble.isEmpty() ? "" : " (" + trouble + ")")
              + "; import again when it can, and it goes on where it stopped");
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
