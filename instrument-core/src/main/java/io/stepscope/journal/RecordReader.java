package io.stepscope.journal;

import io.stepscope.event.Event;
import io.stepscope.event.EventKind;
import io.stepscope.event.Stamp;
import io.stepscope.event.StepComplete;
import io.stepscope.event.Timing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Unpacks intact records of one segment and hands the events on. */
final class RecordReader {
  private static final @Nullable EventKind[] KINDS = kindsByCode();

  private final String run;
  private final int rank;
  private final Names names;
  private final int segment;
  private long unknown;
  private long nameless;

  RecordReader(SegmentFile file, Names names) {
    this.run = file.header().run();
    this.rank = file.header().rank();
    this.names = names;
    this.segment = file.number();
  }

  /** Hands on the record if it is an event; false when it is none. */
  boolean read(
      int type, byte[] bytes, int at, int words, long sequence, long baseTime, JournalHandler to)
      throws IOException {
    switch (type) {
      case Format.SCALAR, Format.SCALAR32 -> {
        return scalar(type == Format.SCALAR32, bytes, at, sequence, baseTime, to);
      }
      case Format.TIMING -> {
        return timing(bytes, at, sequence, baseTime, to);
      }
      case Format.STEP_COMPLETE -> {
        to.event(new StepComplete(packedStamp(bytes, at, sequence, baseTime)));
        return true;
      }
      case Format.NAME -> names.define(bytes, at, words);
      default -> {
        return general(type, bytes, at, words, sequence, to);
      }
    }
    return false;
  }

  private boolean scalar(
      boolean float32, byte[] bytes, int at, long sequence, long baseTime, JournalHandler to)
      throws IOException {
    long value = Format.word(bytes, at + 8);
    long series = Format.word(bytes, at + 16);
    long time = Format.word(bytes, at + 24);
    String name = name(Packed.nameId(series));
    if (name == null) {
      return false;
    }
    to.scalar(
        run,
        rank,
        sequence,
        Packed.step(series),
        Packed.epoch(time),
        baseTime + Packed.sinceBase(time),
        name,
        float32 ? Float.intBitsToFloat((int) value) : Double.longBitsToDouble(value),
        float32);
    return true;
  }

  private boolean timing(byte[] bytes, int at, long sequence, long baseTime, JournalHandler to)
      throws IOException {
    String name = name(Packed.nameId(Format.word(bytes, at + 16)));
    if (name == null) {
      return false;
    }
    Stamp stamp = packedStamp(bytes, at, sequence, baseTime);
    to.event(new Timing(stamp, name, Format.word(bytes, at + 8)));
    return true;
  }

  private Stamp packedStamp(byte[] bytes, int at, long sequence, long baseTime) {
    long step = Packed.step(Format.word(bytes, at + 16));
    long time = Format.word(bytes, at + 24);
    long timeMicros = baseTime + Packed.sinceBase(time);
    return new Stamp(run, rank, sequence, step, Packed.epoch(time), timeMicros);
  }

  private boolean general(
      int type, byte[] bytes, int at, int words, long sequence, JournalHandler to)
      throws IOException {
    EventKind kind = (type & Format.GENERAL) == 0 ? null : KINDS[type & 0x3f];
    if (kind == null || words < 4) {
      unknown++;
      return false;
    }
    long step = Format.word(bytes, at + 8);
    long timeMicros = Format.word(bytes, at + 16);
    long nameAndEpoch = Format.word(bytes, at + 24);
    int nameId = (int) nameAndEpoch;
    String series = nameId == 0 ? "" : name(nameId);
    if (series == null) {
      return false;
    }
    int epoch = (int) (nameAndEpoch >>> 32);
    Stamp stamp = new Stamp(run, rank, sequence, step, epoch, timeMicros);
    Event event;
    try {
      event = EventDecoder.decode(kind, stamp, series, new Body(bytes, at + 32, 8 * words - 32));
    } catch (RuntimeException e) {
      unknown++; // Intact, so a newer version put something into it that this one does not know.
      return false;
    }
    to.event(event);
    return true;
  }

  private @Nullable String name(int id) throws IOException {
    String name = names.of(id, segment);
    if (name == null) {
      nameless++;
    }
    return name;
  }

  /** Intact records of kinds that this version does not know. */
  long unknown() {
    return unknown;
  }

  /** Events passed over because the definition of their name was damaged. */
  long nameless() {
    return nameless;
  }

  private static @Nullable EventKind[] kindsByCode() {
    @Nullable EventKind[] kinds = new EventKind[64];
    for (EventKind kind : EventKind.values()) {
      kinds[kind.code()] = kind;
    }
    return kinds;
  }
}
