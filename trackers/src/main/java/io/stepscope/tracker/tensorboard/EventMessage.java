package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One {@code Event}: when, at which step, and what. */
final class EventMessage {
  static final int FILE_VERSION = 3;
  static final int LOG_MESSAGE = 6;
  static final int SESSION_LOG = 7;
  static final int RUN_METADATA = 8;
  static final int META_GRAPH = 9;

  private static final int WALL_TIME = 1;
  private static final int SOURCE_METADATA = 10;
  private static final int START = 1;

  /** Later than any time that a double of seconds gives as whole microseconds. */
  private static final double LATEST_SECONDS = 9e9;

  private double seconds = Double.NaN;
  private long step;
  private int kind;
  private ByteBuffer content = ByteBuffer.allocate(0);
  private String writer = "";

  /**
   * Reads the fields of an event, but not what is in its content.
   *
   * @throws IOException if it is no event
   */
  static EventMessage read(ByteBuffer payload) throws IOException {
    EventMessage event = new EventMessage();
    ProtoReader in = new ProtoReader(payload);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case WALL_TIME -> event.seconds = in.float64();
        case EventFile.STEP -> event.step = in.int64();
        case SOURCE_METADATA -> event.writer = firstString(in.message());
        case FILE_VERSION,
            EventFile.GRAPH_DEF,
            EventFile.SUMMARY,
            LOG_MESSAGE,
            SESSION_LOG,
            RUN_METADATA,
            META_GRAPH -> {
          event.kind = field;
          event.content = in.content();
        }
        default -> {
          // Of a later version.
        }
      }
    }
    return event;
  }

  private static String firstString(ProtoReader message) throws IOException {
    return message.next() == 1 ? message.string() : "";
  }

  /** Microseconds since 1970; what is no time is taken for that of the event before. */
  long timeMicros(long before) {
    return seconds >= 0 && seconds < LATEST_SECONDS ? Math.round(seconds * 1e6) : before;
  }

  long step() {
    return step;
  }

  /** Number of the field that holds what happened; 0 when nothing did. */
  int kind() {
    return kind;
  }

  ByteBuffer content() {
    return content;
  }

  /** Who wrote the file; empty in most events. */
  String writer() {
    return writer;
  }

  /** Whether the training started (again) here, and no older point at its step or later holds. */
  boolean isSessionStart() throws IOException {
    if (kind == SESSION_LOG) {
      ProtoReader log = new ProtoReader(content);
      for (int field = log.next(); field != 0; field = log.next()) {
        if (field == 1) {
          return log.int64() == START;
        }
      }
    }
    return false;
  }

  /** Goes through the values of a summary. */
  void values(ValueHandler handler) throws IOException {
    ProtoReader summary = new ProtoReader(content);
    for (int field = summary.next(); field != 0; field = summary.next()) {
      if (field == 1) {
        handler.value(SummaryValue.read(summary.message()));
      }
    }
  }

  /** Takes the values of a summary. */
  interface ValueHandler {
    void value(SummaryValue value) throws IOException;
  }
}
