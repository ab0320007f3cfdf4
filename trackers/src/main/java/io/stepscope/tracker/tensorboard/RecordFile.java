package io.stepscope.tracker.tensorboard;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Goes through the records of an event file, as far as they are whole; the counterpart of {@link
 * EventFile}. Holds one record in memory.
 *
 * <p>A record with a wrong checksum is passed over if a good one follows it. Where the framing is
 * lost, or the file ends within a record, there is no going on: a program that still writes may
 * complete it later.
 */
final class RecordFile implements Closeable {
  private static final int HEADER = 12;
  private static final int FOOTER = 4;
  private static final int PIECE = 1 << 18;

  /** No program writes larger events; a protocol buffer cannot have more than eight times that. */
  private static final long LARGEST = 1 << 28;

  private final MaskedCrc crc = new MaskedCrc();
  private final InputStream in;

  /** Bytes of the file that are looked at; what is written meanwhile is for the next time. */
  private final long size;

  private ByteBuffer buffer = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long bufferStart;
  private int filled;
  private long start;
  private long next;
  private long end;
  private int payloadCrc;
  private int payloadStart;
  private long passedOver;
  private String problem = "";

  private RecordFile(InputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @param limit where the file is taken to end, unless it ends before
   */
  static RecordFile open(Path file, long limit) throws IOException {
    long size = Math.min(limit, Files.size(file));
    return new RecordFile(Files.newInputStream(file), size);
  }

  /** Goes to the next record; false where there is none, and {@link #problem} says why. */
  boolean next() throws IOException {
    while (true) {
      start = next;
      if (start >= size) {
        return false;
      }
      long length = start + HEADER > size ? Long.MAX_VALUE : lengthAt(start);
      if (length < 0 || (length > LARGEST && length < Long.MAX_VALUE)) {
        return stop("is damaged from byte " + start + " on");
      }
      if (length > size - start - HEADER - FOOTER) {
        return stop("ends within a record at byte " + start);
      }
      load(start, (int) (HEADER + length + FOOTER));
      payloadStart = index(start) + HEADER;
      buffer.clear();
      int noted = buffer.getInt(payloadStart + (int) length);
      if (crc.of(buffer.array(), payloadStart, (int) length) == noted) {
        payloadCrc = noted;
        next = start + HEADER + length + FOOTER;
        end = next;
        buffer.limit(payloadStart + (int) length);
        return true;
      }
      long following = start + HEADER + length + FOOTER;
      if (following + HEADER > size || lengthAt(following) < 0) {
        return stop("is damaged from byte " + start + " on");
      }
      passedOver++;
      next = following;
    }
  }

  /** The message of the record; holds until the next one. */
  ByteBuffer payload() {
    return buffer.slice(payloadStart, buffer.limit() - payloadStart);
  }

  /** Where the record begins. */
  long start() {
    return start;
  }

  /** Where the last good record ends. */
  long end() {
    return end;
  }

  /** Checksum of the last good record. */
  int checksum() {
    return payloadCrc;
  }

  /** Damaged records with good ones behind them. */
  long passedOver() {
    return passedOver;
  }

  /** Why there is no going on before the end of the file; empty when there is no reason. */
  String problem() {
    return problem;
  }

  /** Length of the record at a place; -1 if there is no good header. */
  private long lengthAt(long place) throws IOException {
    load(place, HEADER);
    int at = index(place);
    boolean good = crc.of(buffer.array(), at, Long.BYTES) == buffer.getInt(at + Long.BYTES);
    return good ? buffer.getLong(at) : -1;
  }

  /** Brings bytes into the buffer, of which none before {@link #start} are needed any more. */
  private void load(long place, int count) throws IOException {
    int needed = (int) (place - start) + count;
    int from = index(start);
    int held = (int) (bufferStart + filled - start);
    buffer.clear();
    if (held < needed) {
      byte[] old = buffer.array();
      if (needed > old.length) {
        buffer = ByteBuffer.allocate(needed + PIECE).order(ByteOrder.LITTLE_ENDIAN);
      }
      System.arraycopy(old, from, buffer.array(), 0, held);
      bufferStart = start;
      while (held < needed) {
        int most = (int) Math.min(buffer.capacity() - held, size - start - held);
        int read = in.read(buffer.array(), held, most);
        if (read < 0) {
          throw new IOException("the file became shorter while it was read");
        }
        held += read;
      }
      filled = held;
    }
  }

  private int index(long place) {
    return (int) (place - bufferStart);
  }

  private boolean stop(String why) {
    problem = why;
    return false;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
