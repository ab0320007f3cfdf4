package io.stepscope.tracker.tensorboard;

import io.stepscope.event.RunStatus;
import io.stepscope.event.Stamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A first look through the event files of a run, for what can only be known at their end: how far
 * they go, what restarts took back, which plugin each series is of, how the run ended.
 *
 * <p>Files are read from their beginning even if only what is new is asked for: later records are
 * not to be understood without the first ones of their series. Its size depends on the number of
 * series, not of records.
 */
final class EventScan {
  static final String HPARAMS = "hparams";

  private final FilePositions since;
  final FilePositions end = new FilePositions();
  final Superseding superseding = new Superseding();

  /** The plugin of each series, which its first value names. */
  final Map<String, String> plugins = new HashMap<>();

  final List<String> problems = new ArrayList<>();
  final TreeSet<String> writers = new TreeSet<>();
  @Nullable RunStatus status;
  boolean somethingNew;
  long firstMicros;
  long lastMicros;
  long restartedAt = Stamp.NONE;
  private long records;
  private long latestStep = Stamp.NONE;

  private EventScan(FilePositions since) {
    this.since = since;
    end.putAll(since);
  }

  /**
   * Looks through files.
   *
   * @param since what of them is known
   * @param until where they are taken to end; null for where they end now
   * @throws IOException if a file cannot be read, or is not the one it was
   */
  static EventScan of(List<EventSource> files, FilePositions since, @Nullable FilePositions until)
      throws IOException {
    EventScan scan = new EventScan(since);
    for (int i = 0; i < files.size(); i++) {
      EventSource file = files.get(i);
      long limit = until == null ? Long.MAX_VALUE : until.of(file.name()).offset();
      try (RecordFile in = RecordFile.open(file.file(), limit)) {
        scan.file(file, i, in);
      }
    }
    return scan;
  }

  /** Whether a record was not known before. */
  boolean isNew(EventSource file, RecordFile at) {
    return at.start() >= since.of(file.name()).offset();
  }

  private void file(EventSource source, int number, RecordFile in) throws IOException {
    FilePositions.Position known = since.of(source.name());
    boolean same = known.offset() == 0;
    long time = source.firstMicros();
    while (in.next()) {
      boolean isNew = isNew(source, in);
      same |= in.end() == known.offset() && in.checksum() == known.checksum();
      try {
        EventMessage event = EventMessage.read(in.payload());
        time = event.timeMicros(time);
        event(event, time, number, isNew);
      } catch (IOException e) {
        // It is counted when it is read.
      }
      records++;
    }
    if (!same) {
      throw new IOException(
          source.file()
              + " is not the file that was imported before; remove the run folder to import it anew");
    }
    if (in.end() > 0) {
      end.put(source.name(), in.end(), in.checksum());
    }
    if (!in.problem().isEmpty()) {
      problems.add(source.name() + ' ' + in.problem() + "; read up to there");
    }
    if (in.passedOver() > 0) {
      problems.add(source.name() + " holds " + in.passedOver() + " damaged records, passed over");
    }
  }

  private void event(EventMessage event, long time, int file, boolean isNew) throws IOException {
    if (!event.writer().isEmpty()) {
      writers.add(event.writer());
    }
    if (event.isSessionStart()) {
      if (isNew && restartedAt == Stamp.NONE && event.step() <= latestStep) {
        restartedAt = Math.max(0, event.step());
      }
      superseding.sessionStart(records, event.step());
    } else if (event.kind() == EventFile.SUMMARY) {
      event.values(value -> value(value, event.step(), file));
      latestStep = Math.max(latestStep, event.step());
    }
    if (isNew && EventPart.isRecorded(event)) {
      firstMicros = somethingNew ? Math.min(firstMicros, time) : time;
      lastMicros = Math.max(lastMicros, time);
      somethingNew = true;
    }
  }

  private void value(SummaryValue value, long step, int file) throws IOException {
    String series = value.tag();
    if (!value.plugin().isEmpty()) {
      plugins.putIfAbsent(series, value.plugin());
    }
    if (HPARAMS.equals(plugins.get(series))) {
      RunStatus told = HparamsContent.read(value.pluginContent()).status;
      status = told == null ? status : told;
    } else {
      superseding.point(series, records, step, file);
    }
  }
}
