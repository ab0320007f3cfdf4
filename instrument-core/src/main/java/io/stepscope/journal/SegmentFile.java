package io.stepscope.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment as readers see it: a file that may grow, or be cut off, at any moment. Read with plain
 * reads, because mapped memory that is cut off faults. Not thread-safe.
 */
final class SegmentFile implements Closeable {
  private final RandomAccessFile file;
  private final SegmentHeader header;
  private final byte[] word = new byte[8];

  private SegmentFile(RandomAccessFile file, SegmentHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Opens a segment.
   *
   * @param before the segment before it, which tells where this one lies when its header is damaged
   * @return null when the header is not written yet, or is damaged and nothing lies before
   */
  static @Nullable SegmentFile open(Path path, int number, @Nullable SegmentFile before)
      throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    SegmentFile opened = null;
    try {
      byte[] block = new byte[Format.HEADER_BYTES];
      if (read(file, 0, block, block.length) == block.length && Format.word(block, 0) != 0) {
        SegmentHeader header = SegmentHeader.decode(block, path.toString());
        if (header == null && before != null) {
          header = before.header.guessNext(number, file.length());
        }
        opened = header == null ? null : new SegmentFile(file, header);
      }
      return opened;
    } finally {
      if (opened == null) {
        file.close();
      }
    }
  }

  /** Whether anything stands where the header belongs. */
  static boolean isBegun(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      byte[] magic = new byte[8];
      return read(file, 0, magic, 8) == 8 && Format.word(magic, 0) != 0;
    }
  }

  SegmentHeader header() {
    return header;
  }

  int number() {
    return header.number();
  }

  long base() {
    return header.base();
  }

  int size() {
    return header.size();
  }

  /** Position of the end of the segment in the journal. */
  long end() {
    return header.base() + header.size();
  }

  /** Bytes that are there now, at most {@link #size}. */
  int length() throws IOException {
    return (int) Math.min(file.length(), header.size());
  }

  /** Bytes that writers have claimed, as far as they are there. */
  int claimed() throws IOException {
    return (int) Math.min(Math.max(word(Format.TAIL_OFFSET), Format.HEADER_BYTES), length());
  }

  /** The word at {@code offset}; 0 beyond the end of the file. */
  long word(int offset) throws IOException {
    return read(offset, word, 8) < 8 ? 0 : Format.word(word, 0);
  }

  /** Whether nothing was written to it yet, as far as one can see. */
  boolean isUnused() throws IOException {
    return claimed() <= Format.HEADER_BYTES && word(Format.HEADER_BYTES) == 0;
  }

  /**
   * Reads as much of {@code length} bytes as there is.
   *
   * @return number of bytes read
   */
  int read(long offset, byte[] into, int length) throws IOException {
    return read(file, offset, into, length);
  }

  private static int read(RandomAccessFile file, long offset, byte[] into, int length)
      throws IOException {
    file.seek(offset);
    int done = 0;
    while (done < length) {
      int more = file.read(into, done, length - done);
      if (more < 0) {
        break;
      }
      done += more;
    }
    return done;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
