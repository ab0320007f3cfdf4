package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the journal of one rank, from the files alone, while it is being written or after. Not
 * thread-safe; many readers may read at once.
 *
 * <p>Damage never throws: what cannot be read is skipped up to the next intact lease and counted.
 */
public final class JournalReader implements AutoCloseable {
  private static final int TAIL_SEGMENTS = 2;

  /** How often the whole journal is searched for names, which is of use only while it grows. */
  private static final int MOST_SEARCHES = 16;

  private final SegmentFiles files;
  private final Window window = new Window();
  private final RecordCursor records = new RecordCursor();
  private long damagedBytes;
  private long unknownRecords;
  private int searchesLeft;

  private JournalReader(SegmentFiles files) {
    this.files = files;
  }

  /**
   * Opens the journal in {@code folder} (of one rank).
   *
   * @throws IOException if the folder cannot be read
   * @throws NewerJournalException if the journal was written by a version that this one cannot read
   */
  public static JournalReader open(Path folder) throws IOException {
    return new JournalReader(SegmentFiles.open(folder));
  }

  /**
   * Reads every event that is there now, in sequence order. May be called again, from the start.
   */
  public void readAll(JournalHandler handler) throws IOException {
    files.refresh();
    read(files.used(), handler);
  }

  /**
   * Reads the last segments only, newest at least, enough to hold the last {@code RunEnded} and the
   * latest steps. In sequence order.
   */
  public void readTail(JournalHandler handler) throws IOException {
    files.refresh();
    List<SegmentFile> used = files.used();
    read(used.subList(Math.max(used.size() - TAIL_SEGMENTS, 0), used.size()), handler);
  }

  private void read(List<SegmentFile> segments, JournalHandler handler) throws IOException {
    damagedBytes = files.unreadableBytes();
    unknownRecords = 0;
    searchesLeft = MOST_SEARCHES;
    int first = segments.isEmpty() ? 0 : segments.get(0).number();
    Map<Integer, Names> names = new HashMap<>();
    for (SegmentFile file : segments) {
      Names ofSession =
          names.computeIfAbsent(file.header().session(), session -> names(session, first));
      RecordReader reader = new RecordReader(file, ofSession);
      read(file, reader, handler);
      damagedBytes += Format.PACKED_BYTES * reader.nameless();
      unknownRecords += reader.unknown();
    }
  }

  private Names names(int session, int first) {
    return new Names(
        files,
        session,
        names -> {
          if (searchesLeft-- > 0) {
            names.lookFrom(first);
          }
        });
  }

  private void read(SegmentFile file, RecordReader reader, JournalHandler handler)
      throws IOException {
    LeaseCursor leases = new LeaseCursor(window, file, Format.HEADER_BYTES, file.length());
    while (leases.next()) {
      window.show(file, leases.start(), leases.end() - leases.start());
      int start = window.index(leases.start());
      records.begin(
          window.bytes(),
          start + Format.LEASE_HEAD_BYTES,
          window.index(Math.min(leases.end(), window.end())),
          file.base() + leases.start() - start);
      do {
        read(reader, leases.baseTimeMicros(), handler);
      } while (records.skip());
      records.giveUp();
      damagedBytes += records.damaged();
    }
    damagedBytes += leases.damaged();
  }

  private void read(RecordReader reader, long baseTime, JournalHandler handler) throws IOException {
    byte[] bytes = window.bytes();
    for (int type = records.next(); type != 0; type = records.next()) {
      if (type != Format.END) {
        reader.read(
            type, bytes, records.at(), records.words(), records.sequence(), baseTime, handler);
      }
    }
  }

  /** What was passed over in the last read because it was damaged. */
  public long damagedBytes() {
    return damagedBytes;
  }

  /** Intact records of kinds that this version does not know, passed over in the last read. */
  public long unknownRecords() {
    return unknownRecords;
  }

  @Override
  public void close() {
    files.close();
  }
}
