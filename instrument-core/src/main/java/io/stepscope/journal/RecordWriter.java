package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Stamp;

/**
 * Makes records and writes them with the calling thread's pen. Every method returns false when
 * there is no room. Thread-safe.
 */
final class RecordWriter {
  private static final int HEAD_BYTES = 8;
  private static final int MOST_DEFINITION_BYTES = Format.MOST_NAME_BYTES + 16;

  private final Pens pens;
  private final NameIds names = new NameIds();
  private final Trouble trouble;

  RecordWriter(SegmentChain chain, Trouble trouble) {
    this.pens = new Pens(chain);
    this.trouble = trouble;
  }

  int nameId(String name) {
    int id = names.id(name);
    if (id == NameIds.INVALID) {
      trouble.noteLoss("a name is empty or longer than 1,024 bytes");
    }
    return id;
  }

  boolean packed(int type, long value, int nameId, long step, int epoch, long timeMicros) {
    Pen pen = pens.own();
    if (!reserve(pen, Format.PACKED_BYTES, nameId, timeMicros)) {
      return false;
    }
    long sinceBase = timeMicros - pen.baseTimeMicros();
    if (!Packed.fits(step, epoch, sinceBase)) {
      return wide(pen, type, value, nameId, step, epoch, timeMicros);
    }
    return pen.write(type, value, Packed.series(nameId, step), Packed.time(epoch, sinceBase));
  }

  /** A scalar or timing with a step, epoch or time beyond what the packed form holds. */
  private boolean wide(
      Pen pen, int type, long value, int nameId, long step, int epoch, long timeMicros) {
    Payload body = head(pen.payload(), nameId, step, epoch, timeMicros);
    if (type == Format.TIMING) {
      body.putLong(value);
      return write(pen, EventKind.TIMING, nameId, timeMicros, body);
    }
    if (type == Format.SCALAR32) {
      body.putDouble(Float.intBitsToFloat((int) value)).putByte(1);
    } else {
      body.putLong(value).putByte(0);
    }
    return write(pen, EventKind.SCALAR, nameId, timeMicros, body);
  }

  boolean stepComplete(long step, int epoch, long timeMicros) {
    Pen pen = pens.own();
    pen.moveToTail();
    if (!pen.reserve(Format.PACKED_BYTES, timeMicros)) {
      return false;
    }
    long sinceBase = timeMicros - pen.baseTimeMicros();
    if (!Packed.fits(step, epoch, sinceBase)) {
      Payload body = head(pen.payload(), 0, step, epoch, timeMicros);
      return write(pen, EventKind.STEP_COMPLETE, 0, timeMicros, body);
    }
    return pen.write(
        Format.STEP_COMPLETE, 0, Packed.series(0, step), Packed.time(epoch, sinceBase));
  }

  /** Writes an event in the general form. */
  boolean general(Event event) {
    String series = EventEncoder.series(event);
    int nameId = series == null ? 0 : nameId(series);
    if (nameId == NameIds.INVALID) {
      return false;
    }
    Pen pen = pens.own();
    Stamp at = event.stamp();
    Payload body = head(pen.payload(), nameId, at.step(), at.epoch(), at.timeMicros());
    EventEncoder.encode(event, body);
    return write(pen, event.kind(), nameId, at.timeMicros(), body);
  }

  private static Payload head(Payload body, int nameId, long step, int epoch, long timeMicros) {
    return body.putLong(step)
        .putLong(timeMicros)
        .putLong((nameId & 0xffffffffL) | (long) epoch << 32);
  }

  private boolean write(Pen pen, EventKind kind, int nameId, long timeMicros, Payload body) {
    int bytes = HEAD_BYTES + 8 * body.words();
    if (bytes > Format.MOST_RECORD_BYTES) {
      trouble.noteLoss("an event is larger than 64 MiB");
      return false;
    }
    int type = Format.GENERAL | kind.code();
    if (isFence(kind)) {
      type |= Format.FENCE;
      pen.moveToTail();
    }
    boolean room =
        nameId == 0 ? pen.reserve(bytes, timeMicros) : reserve(pen, bytes, nameId, timeMicros);
    return room && pen.write(type, body);
  }

  private static boolean isFence(EventKind kind) {
    return switch (kind) {
      case STEP_COMPLETE, RUN_STARTED, RUN_ENDED -> true;
      // Lines make sense only in the order in which they were printed, by whichever threads.
      case CONSOLE_LINE -> true;
      default -> false;
    };
  }

  /** Makes room for a record in a segment, and makes sure that its name is defined there. */
  private boolean reserve(Pen pen, int bytes, int nameId, long timeMicros) {
    // A large record gets a lease of its own, which has to hold the name too.
    int room = bytes > Format.LARGEST_LEASE_BYTES ? bytes + MOST_DEFINITION_BYTES : bytes;
    while (pen.reserve(room, timeMicros)) {
      if (names.isDefined(nameId, pen.segmentNumber())) {
        return true;
      }
      if (!define(pen, nameId, timeMicros)) {
        return false;
      }
      room = bytes;
    }
    return false;
  }

  private boolean define(Pen pen, int nameId, long timeMicros) {
    byte[] utf8 = names.utf8(nameId);
    if (utf8.length == 0) {
      return false;
    }
    Payload body = new Payload().putVarint(nameId).putBytes(utf8);
    if (!pen.reserve(HEAD_BYTES + 8 * body.words(), timeMicros) || !pen.write(Format.NAME, body)) {
      return false;
    }
    names.defined(nameId, pen.segmentNumber());
    return true;
  }
}
