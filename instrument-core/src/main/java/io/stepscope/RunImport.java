package io.stepscope;

import io.stepscope.configuration.Surroundings;
import io.stepscope.event.EventKind;
import io.stepscope.event.Params;
import io.stepscope.event.RunEnded;
import io.stepscope.event.RunStarted;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.folder.RunLock;
import io.stepscope.foreign.ForeignPart;
import io.stepscope.foreign.ForeignRun;
import io.stepscope.journal.EventCount;
import io.stepscope.journal.JournalHandler;
import io.stepscope.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes run folders of runs that other programs recorded, with the times that those noted. What is
 * made is a run like any other: it can be shown, exported and delivered to trackers.
 *
 * <p>Every event of a source is recorded once, however often it is imported, while it still grows,
 * and wherever an import is interrupted: what is about to be imported is written down before, in
 * the file {@code import} of the run folder, and the same piece of a source always gives the same
 * events, so that those which are in the journal already can be counted off.
 *
 * <p>Thread-safe; a run that somebody else imports at the time is refused.
 */
public final class RunImport {
  private final Path dir;
  private final String experiment;
  private final boolean everything;

  /** What became of one source. */
  public enum Outcome {
    /** A new run was made. */
    IMPORTED,
    /** The run was there, and what was new was added. */
    CONTINUED,
    /** The run was there, and nothing was new. */
    UNCHANGED,
    /** There is nothing in it, and no run was made. */
    EMPTY
  }

  /**
   * What was done.
   *
   * @param run id of the run
   * @param events events that were recorded now, by kind, but for the start and the end
   * @param leftOut what was not, by reason
   * @param remarks lines for people
   */
  public record Result(
      String run,
      Outcome outcome,
      Map<EventKind, Long> events,
      Map<String, Long> leftOut,
      List<String> remarks) {
    public Result {
      events = Map.copyOf(events);
      leftOut = new LinkedHashMap<>(leftOut);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Imports into a folder of runs.
   *
   * @param experiment of the runs that are made
   * @param everything whether what a restart of the training took back is kept, too
   */
  public RunImport(Path dir, String experiment, boolean everything) {
    this.dir = dir;
    this.experiment = experiment;
    this.everything = everything;
  }

  /**
   * Imports what is new of a run.
   *
   * @param format name of its format
   * @param progress takes how many bytes were gone through
   * @throws IOException if it cannot be read or recorded; what was recorded stays, and importing
   *     again goes on there. The message is one line for people
   */
  public Result of(String format, ForeignRun source, LongConsumer progress) throws IOException {
    RunFolder folder = new RunFolder(dir.resolve(source.id()));
    ForeignPart whole = null;
    if (!ImportRecord.isIn(folder)) {
      if (!folder.ranks().isEmpty()) {
        throw new IOException(
            "run id '" + folder.id() + "' exists in " + dir + " and was not imported");
      }
      whole = source.part("", null, everything);
      if (whole.isEmpty()) {
        return new Result(folder.id(), Outcome.EMPTY, Map.of(), Map.of(), List.of());
      }
    }
    Files.createDirectories(dir);
    RunLock lock = RunLock.tryAcquire(folder, 0);
    if (lock == null) {
      throw new IOException(
          "run '" + folder.id() + "' is being imported by process " + RunLiveness.holder(folder));
    }
    try (lock) {
      return new Import(folder, format, source, progress).run(whole);
    }
  }

  /** One import of one run, by the holder of its lock. */
  private final class Import {
    private final RunFolder folder;
    private final String format;
    private final ForeignRun source;
    private final LongConsumer progress;
    private final Map<EventKind, Long> events = new LinkedHashMap<>();
    private final Map<String, Long> leftOut = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    Import(RunFolder folder, String format, ForeignRun source, LongConsumer progress) {
      this.folder = folder;
      this.format = format;
      this.source = source;
      this.progress = progress;
    }

    /**
     * Imports.
     *
     * @param whole all there is, if nobody imported the run before
     */
    Result run(@Nullable ForeignPart whole) throws IOException {
      if (whole != null && !ImportRecord.isIn(folder)) {
        ImportRecord fresh =
            new ImportRecord(
                format, experiment, source.name(), whole.firstMicros(), "", null, 0, everything);
        append(fresh, whole);
        return result(Outcome.IMPORTED);
      }
      ImportRecord record = ImportRecord.read(folder);
      boolean changed = false;
      String interrupted = record.to();
      if (interrupted != null) {
        ForeignPart part = source.part(record.from(), interrupted, record.everything());
        write(record, part, Math.max(0, recorded() - record.events()));
        record = record.completed(interrupted);
        record.write(folder);
        changed = true;
      }
      ForeignPart part = source.part(record.from(), null, everything);
      if (!part.isEmpty()) {
        append(record, part);
        changed = true;
      }
      return result(changed ? Outcome.CONTINUED : Outcome.UNCHANGED);
    }

    private Result result(Outcome outcome) {
      return new Result(folder.id(), outcome, events, leftOut, remarks);
    }

    private void append(ImportRecord record, ForeignPart part) throws IOException {
      ImportRecord begun = record.beginning(part.end(), recorded(), everything);
      begun.write(folder);
      write(begun, part, 0);
      begun.completed(part.end()).write(folder);
    }

    private void write(ImportRecord record, ForeignPart part, long written) throws IOException {
      boolean resumed = !record.from().isEmpty();
      RunSummary summary = summary(record);
      try (ImportJournal journal = ImportJournal.open(folder, summary, written, progress)) {
        Stamp start = stamp(resumed ? part.restartedAt() : Stamp.NONE, part.firstMicros());
        journal.started(
            new RunStarted(
                start, record.experiment(), record.name(), resumed, Version.ofStepscope()),
            new Params(start, Params.Group.CONFIG, facts(part)));
        part.read(journal);
        journal.ended(
            new RunEnded(stamp(Stamp.NONE, part.lastMicros()), part.status(), part.reason()));
        journal.counts.forEach((kind, count) -> events.merge(kind, count, Long::sum));
        journal.leftOut.forEach((why, count) -> leftOut.merge(why, count, Long::sum));
        remarks.addAll(journal.remarks);
      }
      summary.end(part.status(), part.reason(), instant(part.lastMicros()));
      summary.write();
    }

    private Map<String, Object> facts(ForeignPart part) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("import/format", format);
      facts.put("import/place", source.place().toString());
      part.facts().forEach((key, value) -> facts.put("import/" + key, value));
      return facts;
    }

    private RunSummary summary(ImportRecord record) throws IOException {
      Surroundings none = new Surroundings(Map.of(), Map.of(), folder.root());
      Configuration configuration =
          Configuration.builder()
              .surroundings(none)
              .set("experiment", record.experiment())
              .set("name", record.name())
              .set("trackers", "")
              .build();
      RunSummary summary = new RunSummary(folder, configuration, instant(record.startedMicros()));
      read(
          event -> {
            if (event instanceof Params params) {
              summary.add(params);
            }
          });
      return summary;
    }

    /** Events in the journal. */
    private long recorded() throws IOException {
      EventCount counter = new EventCount();
      read(counter);
      return counter.events();
    }

    private void read(JournalHandler handler) throws IOException {
      if (Files.isDirectory(folder.journal(0))) {
        try (JournalReader reader = JournalReader.open(folder.journal(0))) {
          reader.readAll(handler);
        }
      }
    }

    private Stamp stamp(long step, long timeMicros) {
      return new Stamp(folder.id(), 0, Stamp.UNSEQUENCED, step, Stamp.NONE, timeMicros);
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
