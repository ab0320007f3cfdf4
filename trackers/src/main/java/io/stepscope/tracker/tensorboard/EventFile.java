package io.stepscope.tracker.tensorboard;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One event file: framed {@code Event} messages, written in large pieces.
 *
 * <p>A record is the length of its payload as a little-endian 64-bit number, the masked checksum of
 * those eight bytes, the payload, and the masked checksum of the payload. The file has no header;
 * by convention its first event holds {@code file_version}.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/lib/io/record_writer.h">
 *     record_writer.h</a>
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/2.19.0/tensorboard/compat/proto/event.proto">
 *     event.proto</a>
 */
final class EventFile implements Closeable {
  /** Fields of {@code Event}. */
  static final int GRAPH_DEF = 4;

  static final int SUMMARY = 5;
  static final int STEP = 2;

  private static final int WALL_TIME = 1;
  private static final int FILE_VERSION = 3;
  private static final int SESSION_LOG = 7;
  private static final int SOURCE_METADATA = 10;

  /** {@code SessionLog.status} and its value for a start. */
  private static final int STATUS = 1;

  private static final int START = 1;

  private static final int HEADER = 12;
  private static final int PIECE = 1 << 18;

  /** Checksums of the first lengths: nearly all scalar records share a few lengths. */
  private final int[] lengthCrcs = new int[256];

  private final MaskedCrc crc = new MaskedCrc();
  private final ProtoWriter out = new ProtoWriter(PIECE + (1 << 12));
  private final RandomAccessFile file;
  private long written;
  private int record;

  // RandomAccessFile and not a channel: a channel is closed for good when its thread is
  // interrupted.
  private EventFile(RandomAccessFile file, long offset) throws IOException {
    this.file = file;
    file.setLength(offset);
    file.seek(offset);
    written = offset;
  }

  /** Makes an empty file, in place of any of the same name. */
  static EventFile create(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return open(path, 0);
  }

  /**
   * Opens a file to append at {@code offset}, and cuts off what lies behind.
   *
   * @throws UnusableCheckpointException if the file is not that long
   */
  static EventFile reopen(Path path, long offset) throws IOException {
    long length = Files.exists(path) ? Files.size(path) : 0;
    if (length < offset) {
      throw new UnusableCheckpointException(
          path + " has " + length + " bytes where " + offset + " were written");
    }
    return open(path, offset);
  }

  private static EventFile open(Path path, long offset) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new EventFile(file, offset);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Begins an event; its content is appended to the result. */
  ProtoWriter begin(long timeMicros, long step) {
    record = out.reserve(HEADER);
    out.float64(WALL_TIME, timeMicros / 1e6);
    out.int64(STEP, step);
    return out;
  }

  /** Ends the event that {@link #begin} began. */
  void end() throws IOException {
    int payload = record + HEADER;
    int length = out.size() - payload;
    out.fill64(record, length);
    out.fill32(record + 8, lengthCrc(length));
    int sum = crc.of(out.array(), payload, length);
    out.ensure(4);
    out.fixed32(sum);
    if (out.size() >= PIECE) {
      flush();
    }
  }

  /** Writes a scalar; the same as an event with a {@link ScalarSeries}, at one go. */
  void scalar(long timeMicros, long step, byte[] series, float value) throws IOException {
    out.ensure(HEADER + 24 + series.length);
    record = out.reserve(HEADER);
    out.raw(WALL_TIME << 3 | 1);
    out.fixed64(Double.doubleToRawLongBits(timeMicros / 1e6));
    out.raw(STEP << 3);
    out.varint(step);
    out.raw(series);
    out.fixed32(Float.floatToRawIntBits(value));
    end();
  }

  /** Says which format follows; without it the readers fall back to that of 2015. */
  void version(long timeMicros) throws IOException {
    begin(timeMicros, 0);
    out.string(FILE_VERSION, "brain.Event:2");
    int source = out.begin(SOURCE_METADATA);
    out.string(1, "io.stepscope.tracker.tensorboard");
    out.end(source);
    end();
  }

  /** Says that the program was started, and that no older point at {@code step} or later holds. */
  void sessionStart(long timeMicros, long step) throws IOException {
    begin(timeMicros, step);
    int log = out.begin(SESSION_LOG);
    out.int64(STATUS, START);
    out.end(log);
    end();
  }

  /** Where the next record begins. */
  long offset() {
    return written + out.size();
  }

  /** Hands everything to the operating system, where readers see it. */
  void flush() throws IOException {
    file.write(out.array(), 0, out.size());
    written += out.size();
    out.clear();
  }

  /** Closes the file; what was not flushed is lost. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  private int lengthCrc(int length) {
    if (length >= lengthCrcs.length) {
      return crc.of(out.array(), record, 8);
    }
    int sum = lengthCrcs[length];
    if (sum == 0) {
      sum = crc.of(out.array(), record, 8);
      lengthCrcs[length] = sum;
    }
    return sum;
  }
}
