package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a journal as it grows: every event once, those of one thread in order, and nothing that was
 * recorded before a fence after it. Not thread-safe; any process.
 */
public final class JournalFollower implements AutoCloseable {
  /*
   * One round reads the tail first and nothing beyond it. A thread closes its lease before it claims
   * the next, so all of its earlier leases are complete in what is read after the tail was read:
   * going through the open parts and then through the new leases, both rising, keeps the order of
   * every thread. A fence may come after records of other threads that were not there yet when their
   * leases were passed in this round; so before it is handed on, all open parts below it are read
   * once more.
   */

  private final SegmentFiles files;
  private final TreeMap<Long, OpenPart> open = new TreeMap<>();
  private final Map<Integer, Names> names = new HashMap<>();
  private final Map<SegmentFile, RecordReader> readers = new HashMap<>();
  private final Window ahead = new Window();

  /** Every lease below this position was seen. */
  private long position;

  private long damagedBytes;
  private int left;
  private int handedOn;

  private JournalFollower(SegmentFiles files, Frontier from) throws IOException {
    this.files = files;
    this.position = from.position();
    for (Frontier.Part part : from.parts()) {
      reopen(part);
    }
  }

  /**
   * Follows the journal in {@code folder}, which need not hold a segment yet.
   *
   * @param from where an earlier follower stopped ({@link #frontier}); empty for the beginning
   */
  public static JournalFollower open(Path folder, String from) throws IOException {
    return new JournalFollower(SegmentFiles.open(folder), Frontier.parse(from));
  }

  /**
   * Hands on what is new, and returns at once.
   *
   * @param most stop soon after this many events, or when the handler has enough
   * @return number of events handed on; 0 when there is nothing new now
   */
  public int poll(JournalHandler handler, int most) throws IOException {
    left = most;
    handedOn = 0;
    boolean more = true;
    while (more && left > 0) {
      more = round(handler);
    }
    return handedOn;
  }

  /** Reads on to the tail; false when there was nothing. */
  private boolean round(JournalHandler handler) throws IOException {
    files.refresh();
    SegmentFile file = files.from(position);
    SegmentFile next = file == null ? null : files.usedAfter(file);
    int limit = file == null ? 0 : next == null ? file.claimed() : file.length();
    ahead.forget();

    int before = left;
    readBelow(Long.MAX_VALUE, handler);
    if (file != null && left > 0) {
      pass(file, limit, handler);
    }
    if (next != null && left > 0) {
      moveTo(next);
      return true;
    }
    return left < before;
  }

  private void moveTo(SegmentFile next) {
    position = next.base() + Format.HEADER_BYTES;
    int session = next.header().session();
    // Whoever wrote the earlier sessions has ended: nothing comes into their leases any more.
    open.values().removeIf(part -> part.file.header().session() != session);
    names.keySet().removeIf(other -> other != session);
    readers.keySet().removeIf(other -> other.header().session() != session);
  }

  /** Reads the leases from the position to {@code limit}, which nobody has seen yet. */
  private void pass(SegmentFile file, int limit, JournalHandler handler) throws IOException {
    int from = (int) Math.max(position - file.base(), Format.HEADER_BYTES);
    LeaseCursor leases = new LeaseCursor(ahead, file, from, limit);
    while (left > 0) {
      boolean found = leases.next();
      if (leases.gapStart() >= 0) {
        add(OpenPart.gap(file, leases.gapStart(), found ? leases.start() : leases.position()));
      }
      position = file.base() + Math.max(leases.position(), from);
      if (!found) {
        break;
      }
      OpenPart part = OpenPart.lease(file, leases);
      add(part);
      ahead.show(file, part.start, part.end - part.start);
      read(part, ahead, false, handler);
    }
    damagedBytes += leases.damaged();
  }

  private void add(OpenPart part) {
    open.put(part.position(), part);
  }

  /** Reads what is new in the open parts below a position, from low to high. */
  private void readBelow(long bound, JournalHandler handler) throws IOException {
    Map.Entry<Long, OpenPart> entry = open.firstEntry();
    while (entry != null && entry.getKey() < bound && left > 0) {
      OpenPart part = entry.getValue();
      if (part.gap && lookInto(part)) {
        entry = open.ceilingEntry(entry.getKey());
        continue;
      }
      if (!part.gap && part.file.word(part.next) != 0) {
        readAgain(part, false, handler);
      }
      entry = open.higherEntry(entry.getKey());
    }
  }

  /** Looks for leases in a gap; false when there is still none. */
  private boolean lookInto(OpenPart gap) throws IOException {
    LeaseCursor leases = new LeaseCursor(new Window(), gap.file, gap.start, gap.end);
    boolean found = leases.next();
    if (!found) {
      return false;
    }
    open.remove(gap.position());
    while (found) {
      if (leases.gapStart() >= 0) {
        add(OpenPart.gap(gap.file, leases.gapStart(), leases.start()));
      }
      add(OpenPart.lease(gap.file, leases));
      found = leases.next();
    }
    if (leases.gapStart() >= 0) {
      add(OpenPart.gap(gap.file, leases.gapStart(), gap.end));
    }
    return true;
  }

  private void readAgain(OpenPart part, boolean skip, JournalHandler handler) throws IOException {
    Window now = new Window();
    now.read(part.file, part.next, part.end - part.next);
    read(part, now, skip, handler);
  }

  /**
   * Hands on the records of a lease.
   *
   * @param skip whether what is not intact is damage, and not a record that is just being written
   */
  private void read(OpenPart part, Window window, boolean skip, JournalHandler handler)
      throws IOException {
    RecordReader reader = readers.computeIfAbsent(part.file, this::reader);
    RecordCursor records = new RecordCursor();
    byte[] bytes = window.bytes();
    int begin = window.index(part.next);
    int end = window.index(Math.min(part.end, window.end()));
    long origin = part.file.base() + part.next - begin;
    int shift = part.next - begin;
    records.begin(bytes, begin, end, origin);
    while (left > 0) {
      int type = records.next();
      if (type == 0 && !(skip && records.atDamage() && records.skip())) {
        break;
      }
      if ((type & Format.FENCE) != 0) {
        readBelow(part.position(), handler);
        if (left == 0) {
          break;
        }
      }
      if (type == Format.END) {
        part.next = part.end;
        break;
      }
      if (type != 0
          && reader.read(
              type,
              bytes,
              records.at(),
              records.words(),
              records.sequence(),
              part.baseTimeMicros,
              handler)) {
        handedOn++;
        left = handler.enough() ? 0 : left - 1;
      }
      part.next = shift + records.position();
    }
    damagedBytes += records.damaged();
    if (part.next >= part.end) {
      open.remove(part.position());
    } else if (records.atDamage() && !skip && left > 0) {
      readAgain(part, true, handler);
    }
  }

  private RecordReader reader(SegmentFile file) {
    int session = file.header().session();
    return new RecordReader(
        file, names.computeIfAbsent(session, s -> new Names(files, s, this::learnAgain)));
  }

  private void learnAgain(Names into) throws IOException {
    for (OpenPart part : open.values()) {
      if (!part.gap) {
        into.learn(part.file, part.start, part.end);
      }
    }
    SegmentFile file = files.from(position);
    if (file != null) {
      into.lookFrom(file.number());
    }
  }

  private void reopen(Frontier.Part place) throws IOException {
    SegmentFile file = files.from(place.position());
    if (file == null || place.position() < file.base()) {
      damagedBytes += place.next();
      return;
    }
    int start = (int) (place.position() - file.base());
    if (place.gap()) {
      add(OpenPart.gap(file, start, (int) Math.min(start + place.next(), file.size())));
      return;
    }
    LeaseCursor leases = new LeaseCursor(ahead, file, start, start + Format.BLOCK_BYTES);
    if (leases.next()) {
      OpenPart part = OpenPart.lease(file, leases);
      part.next = (int) Math.min(start + place.next(), part.end);
      add(part);
    }
  }

  /** What was passed over because it was damaged. */
  public long damagedBytes() {
    return damagedBytes;
  }

  /**
   * Where the follower is: everything handed on so far lies before it. An opaque word of printable
   * ASCII without white space, to be stored.
   */
  public String frontier() {
    return Frontier.of(position, open.values()).word();
  }

  @Override
  public void close() {
    files.close();
  }
}
