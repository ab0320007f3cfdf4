package io.stepscope.tracker.tensorboard;

import io.stepscope.event.RunStatus;
import io.stepscope.foreign.ForeignEvents;
import io.stepscope.foreign.ForeignPart;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is new in the event files of a run. */
final class EventPart implements ForeignPart {
  private static final String UNKNOWN_END = "imported; its files do not tell how it ended";

  private final List<EventSource> files;
  private final EventScan scan;
  private final boolean everything;

  EventPart(List<EventSource> files, EventScan scan, boolean everything) {
    this.files = files;
    this.scan = scan;
    this.everything = everything;
  }

  /** Whether an event says more than that a file or a session begins or ends. */
  static boolean isRecorded(EventMessage event) {
    return switch (event.kind()) {
      case 0, EventMessage.FILE_VERSION, EventMessage.SESSION_LOG -> false;
      default -> true;
    };
  }

  @Override
  public boolean isEmpty() {
    return !scan.somethingNew;
  }

  @Override
  public String end() {
    return scan.end.toString();
  }

  @Override
  public long firstMicros() {
    return scan.firstMicros;
  }

  @Override
  public long lastMicros() {
    return scan.lastMicros;
  }

  @Override
  public long restartedAt() {
    return scan.restartedAt;
  }

  @Override
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("files", (long) files.size());
    if (!scan.writers.isEmpty()) {
      facts.put("writer", String.join(", ", scan.writers));
    }
    return facts;
  }

  @Override
  public RunStatus status() {
    RunStatus told = scan.status;
    return told == null ? RunStatus.FINISHED : told;
  }

  @Override
  public String reason() {
    return scan.status == null ? UNKNOWN_END : "imported";
  }

  @Override
  public void read(ForeignEvents to) throws IOException {
    scan.problems.forEach(to::remark);
    EventTranslation translation = new EventTranslation(scan, everything, to);
    long record = 0;
    long before = 0;
    for (EventSource file : files) {
      long time = file.firstMicros();
      try (RecordFile in = file.upTo(scan.end)) {
        while (in.next()) {
          time = record(file, in, translation, record, time);
          record++;
          if ((record & 0xfff) == 0) {
            to.progress(before + in.end());
          }
        }
        before += in.end();
      }
    }
    to.progress(before);
    translation.sayWhatWasLeftOut();
  }

  /** Hands on one record, if it is new; returns its time. */
  private long record(
      EventSource file, RecordFile in, EventTranslation translation, long record, long before)
      throws IOException {
    EventMessage event;
    try {
      event = EventMessage.read(in.payload());
    } catch (IOException e) {
      if (scan.isNew(file, in)) {
        translation.unreadable();
      }
      return before;
    }
    long time = event.timeMicros(before);
    if (scan.isNew(file, in)) {
      translation.event(event, record, time);
    }
    return time;
  }
}
