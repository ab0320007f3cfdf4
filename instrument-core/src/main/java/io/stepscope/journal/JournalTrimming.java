package io.stepscope.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives back the room that a killed run had laid out ahead in its journal. */
public final class JournalTrimming {
  private static final int CHUNK_BYTES = 1 << 16;

  private JournalTrimming() {}

  /**
   * Cuts the zeros off the segments in {@code folder} (of one rank), and removes those at the end
   * that were never used. The caller makes sure that nobody writes: it holds the run's lock.
   *
   * @return bytes given back
   */
  public static long trim(Path folder) throws IOException {
    long freed = 0;
    boolean used = false;
    for (int number : SegmentFiles.numbers(folder).descendingSet()) {
      Path path = SegmentFiles.path(folder, number);
      long before = Files.size(path);
      long end = usedBytes(path);
      used |= end > Format.HEADER_BYTES;
      if (!used) {
        Files.delete(path);
        freed += before;
      } else if (end < before) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
          file.setLength(end);
        }
        freed += before - end;
      }
    }
    return freed;
  }

  /** The end of the last block that is not all zeros. */
  private static long usedBytes(Path path) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      for (long to = file.length(); to > 0; ) {
        long from = (to - 1) / CHUNK_BYTES * CHUNK_BYTES;
        int length = (int) (to - from);
        file.seek(from);
        file.readFully(chunk, 0, length);
        for (int i = length - 1; i >= 0; i--) {
          if (chunk[i] != 0) {
            return Math.min(roundUp(from + i + 1), file.length());
          }
        }
        to = from;
      }
    }
    return 0;
  }

  private static long roundUp(long bytes) {
    return (bytes + Format.BLOCK_BYTES - 1) / Format.BLOCK_BYTES * Format.BLOCK_BYTES;
  }
}
