package io.stepscope.tracker.wandb;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The framing of a {@code .wandb} file: a header of seven bytes, then blocks of 32 KiB counted from
 * the beginning of the file, as in the log files of LevelDB.
 *
 * <p>A record is one chunk or, where it crosses the end of a block, several. A chunk is the CRC-32
 * of its type and content (plain, neither Castagnoli nor masked), the length of its content in two
 * bytes, its type in one, all little-endian, and the content. What remains of a block below seven
 * bytes is filled with zeros.
 *
 * <p>What is appended is kept in memory until {@link #flush}.
 *
 * @see <a href="https://github.com/wandb/wandb/tree/main/core/internal/transactionlog">W&amp;B's
 *     reader and writer</a>
 * @see <a href="https://github.com/google/leveldb/blob/main/doc/log_format.md">LevelDB log
 *     format</a>
 */
final class TransactionLog implements Closeable {
  /** {@code :W&B}, the magic number 0xBEE1, version 0. */
  private static final byte[] FILE_HEADER = {0x3a, 0x57, 0x26, 0x42, (byte) 0xe1, (byte) 0xbe, 0};

  private static final int BLOCK = 1 << 15;
  private static final int CHUNK_HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  private final CRC32 crc = new CRC32();
  // RandomAccessFile and not a channel: a channel is closed for good when its thread is
  // interrupted.
  private final RandomAccessFile file;
  private ByteBuffer waiting = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  private TransactionLog(RandomAccessFile file, long offset) throws IOException {
    this.file = file;
    file.setLength(offset);
    file.seek(offset);
    written = offset;
  }

  /** Makes a file without records, in place of any of the same name. */
  static TransactionLog create(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    TransactionLog log = open(path, 0);
    log.room(FILE_HEADER.length).put(FILE_HEADER);
    return log;
  }

  /**
   * Opens a file to append at {@code offset}, where a record ended, and cuts off what lies behind.
   *
   * @throws UnusableCheckpointException if the file is not that long
   */
  static TransactionLog reopen(Path path, long offset) throws IOException {
    long length = Files.exists(path) ? Files.size(path) : 0;
    if (length < offset) {
      throw new UnusableCheckpointException(
          path + " has " + length + " bytes where " + offset + " were written");
    }
    return open(path, offset);
  }

  private static TransactionLog open(Path path, long offset) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      return new TransactionLog(file, offset);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Appends one record. */
  void append(byte[] record) {
    int from = 0;
    boolean first = true;
    do {
      int left = leftInBlock();
      if (left < CHUNK_HEADER) {
        room(left).put(new byte[left]);
        left = BLOCK;
      }
      int length = Math.min(left - CHUNK_HEADER, record.length - from);
      boolean last = from + length == record.length;
      chunk(type(first, last), record, from, length);
      from += length;
      first = false;
    } while (from < record.length);
  }

  private static int type(boolean first, boolean last) {
    if (first) {
      return last ? FULL : FIRST;
    }
    return last ? LAST : MIDDLE;
  }

  private void chunk(int type, byte[] record, int from, int length) {
    crc.reset();
    crc.update(type);
    crc.update(record, from, length);
    room(CHUNK_HEADER + length)
        .putInt((int) crc.getValue())
        .putShort((short) length)
        .put((byte) type)
        .put(record, from, length);
  }

  private int leftInBlock() {
    return BLOCK - (int) (offset() % BLOCK);
  }

  private ByteBuffer room(int bytes) {
    if (waiting.remaining() < bytes) {
      int capacity = Math.max(2 * waiting.capacity(), waiting.position() + bytes);
      byte[] more = Arrays.copyOf(waiting.array(), capacity);
      waiting = ByteBuffer.wrap(more).order(ByteOrder.LITTLE_ENDIAN).position(waiting.position());
    }
    return waiting;
  }

  /** Where the next record begins, but for zeros at the end of a block. */
  long offset() {
    return written + waiting.position();
  }

  /** Hands everything to the operating system, where readers see it. */
  void flush() throws IOException {
    file.write(waiting.array(), 0, waiting.position());
    written += waiting.position();
    waiting.clear();
  }

  /** Closes the file; what was not flushed is lost. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
