package io.stepscope.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A segment written with one file write per record, where memory cannot be mapped or where mapped
 * memory is not coherent between machines. The format is the same; the tail in the file says that
 * the length of the file tells how much is claimed.
 *
 * <p>A {@link RandomAccessFile} under a lock, because a file channel closes when an interrupted
 * thread writes to it.
 */
final class PlainSegment extends Segment {
  private final RandomAccessFile file;
  private final Trouble trouble;
  private final AtomicLong tail = new AtomicLong(Format.HEADER_BYTES);

  PlainSegment(Path path, SegmentHeader header, RandomAccessFile file, Trouble trouble) {
    super(path, header);
    this.file = file;
    this.trouble = trouble;
  }

  @Override
  long claim(long bytes) {
    return tail.getAndAdd(bytes);
  }

  @Override
  long tail() {
    return tail.get();
  }

  @Override
  ByteBuffer memory(int offset, int length) {
    return ByteBuffer.allocate(length);
  }

  @Override
  int shift(int offset) {
    return offset;
  }

  @Override
  boolean commit(ByteBuffer lease, int shift, int at, long firstWord) {
    Format.WORDS.set(lease, at, firstWord);
    int type = Format.type(firstWord);
    byte[] record = new byte[bytesToWrite(type, Format.words(firstWord))];
    lease.get(at, record);
    try {
      synchronized (file) {
        file.seek((long) shift + at);
        file.write(record);
      }
      return true;
    } catch (IOException e) {
      Format.WORDS.set(lease, at, 0L);
      trouble.noteLoss(e);
      return false;
    }
  }

  private static int bytesToWrite(int type, int words) {
    return switch (type) {
      case Format.LEASE -> Format.LEASE_HEAD_BYTES;
      case Format.END -> 8;
      default -> words * 8;
    };
  }

  /** Nothing was laid out ahead, so nothing has to be cut off. A later write fails, counted. */
  @Override
  void cut(int length) throws IOException {
    synchronized (file) {
      file.close();
    }
  }
}
