package io.stepscope.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of one session, as a reader learns them. The definition of a name may lie behind its
 * first use, in another thread's lease; then it is looked for ahead.
 */
final class Names {
  private final SegmentFiles files;
  private final int session;
  private final PassedLeases passed;
  private final BitSet missing = new BitSet();
  private final Window window = new Window();
  private final RecordCursor records = new RecordCursor();
  private @Nullable String[] names = new String[64];

  // The part of the journal that was looked at ahead of reading.
  private int fromSegment = Integer.MAX_VALUE;
  private int toSegment = -1;
  private int toOffset;

  /** Looks again into leases that were passed before they were full. */
  @FunctionalInterface
  interface PassedLeases {
    void learnInto(Names names) throws IOException;
  }

  Names(SegmentFiles files, int session, PassedLeases passed) {
    this.files = files;
    this.session = session;
    this.passed = passed;
  }

  /** Learns a name from its record. */
  void define(byte[] bytes, int at, int words) {
    Body body = new Body(bytes, at + 8, 8 * (words - 1));
    int id = (int) body.varint();
    if (id <= 0 || id > Format.MOST_NAMES || (id < names.length && names[id] != null)) {
      return;
    }
    if (id >= names.length) {
      names = Arrays.copyOf(names, Math.max(id + 1, 2 * names.length));
    }
    names[id] = new String(body.bytes(), StandardCharsets.UTF_8);
  }

  /**
   * The name of an id.
   *
   * @param segment number of the segment that uses it; it or a later one defines it
   * @return null when its definition was damaged
   */
  @Nullable String of(int id, int segment) throws IOException {
    String known = known(id);
    if (known != null || missing.get(id)) {
      return known;
    }
    files.refresh();
    if (segment < fromSegment || segment > toSegment) {
      lookFrom(segment);
    }
    if (!lookAhead(id)) {
      passed.learnInto(this);
      if (!lookAhead(id)) {
        missing.set(id);
      }
    }
    return known(id);
  }

  /** Looks ahead from the beginning of a segment, once more if need be. */
  void lookFrom(int segment) {
    fromSegment = Math.min(fromSegment, segment);
    toSegment = segment;
    toOffset = Format.HEADER_BYTES;
  }

  private @Nullable String known(int id) {
    return id < names.length ? names[id] : null;
  }

  private boolean lookAhead(int id) throws IOException {
    window.forget();
    for (SegmentFile file : files.all()) {
      if (file.number() < toSegment || file.header().session() != session) {
        continue;
      }
      if (file.number() > toSegment) {
        toSegment = file.number();
        toOffset = Format.HEADER_BYTES;
      }
      LeaseCursor leases = new LeaseCursor(window, file, toOffset, file.length());
      while (known(id) == null && leases.next()) {
        learn(file, leases.start(), leases.end());
        toOffset = leases.end();
      }
    }
    return known(id) != null;
  }

  /** Learns the names that a lease defines. */
  void learn(SegmentFile file, int start, int end) throws IOException {
    window.show(file, start, end - start);
    int from = window.index(start + Format.LEASE_HEAD_BYTES);
    int to = window.index(Math.min(end, window.end()));
    records.begin(window.bytes(), from, to, file.base() + start - window.index(start));
    do {
      for (int type = records.next(); type != 0; type = records.next()) {
        if (type == Format.NAME) {
          define(window.bytes(), records.at(), records.words());
        }
      }
    } while (records.skip());
  }
}
