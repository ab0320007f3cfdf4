package io.stepscope.journal;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The segments of a rank's journal, in order, as far as they are there. Not thread-safe. */
final class SegmentFiles implements Closeable {
  private static final Pattern NAME = Pattern.compile("(\\d{8,9})\\.seg");

  private final Path folder;
  private final List<SegmentFile> open = new ArrayList<>();
  private int nextNumber = -1;
  private long unreadableBytes;

  private SegmentFiles(Path folder) {
    this.folder = folder;
  }

  /** Opens what is there; the folder itself may be missing. */
  static SegmentFiles open(Path folder) throws IOException {
    SegmentFiles files = new SegmentFiles(folder);
    try {
      files.refresh();
      return files;
    } catch (IOException e) {
      files.close();
      throw e;
    }
  }

  static Path path(Path folder, int number) {
    return folder.resolve(String.format(Locale.ROOT, "%08d.seg", number));
  }

  List<SegmentFile> all() {
    return open;
  }

  /** Those that something was written to. They stay open. */
  List<SegmentFile> used() throws IOException {
    List<SegmentFile> used = new ArrayList<>();
    for (SegmentFile file : open) {
      if (!file.isUnused()) {
        used.add(file);
      }
    }
    return used;
  }

  @Nullable SegmentFile last() {
    return open.isEmpty() ? null : open.get(open.size() - 1);
  }

  /**
   * Opens segments that have appeared. A last segment that nothing was written to is opened anew,
   * since it may have been removed and made again.
   */
  void refresh() throws IOException {
    SegmentFile last = last();
    while (last != null && last.isUnused()) {
      open.remove(open.size() - 1).close();
      nextNumber = last.number();
      last = last();
    }
    if (nextNumber < 0) {
      nextNumber = firstNumber();
    }
    if (nextNumber < 0) {
      return;
    }
    for (int number = nextNumber; Files.exists(path(folder, number)); number++) {
      SegmentFile file = tryOpen(number);
      if (file != null) {
        openSkipped(number);
        open.add(file);
        nextNumber = number + 1;
      }
    }
  }

  /**
   * Opens what had no header a moment ago. A segment gets its header before the next one does, so
   * what has none now was left by a writer that died, or is damaged.
   */
  private void openSkipped(int before) throws IOException {
    for (int number = nextNumber; number < before; number++) {
      SegmentFile file = tryOpen(number);
      if (file != null) {
        open.add(file);
      } else if (SegmentFile.isBegun(path(folder, number))) {
        unreadableBytes += Files.size(path(folder, number));
      }
    }
  }

  private @Nullable SegmentFile tryOpen(int number) throws IOException {
    try {
      return SegmentFile.open(path(folder, number), number, last());
    } catch (FileNotFoundException e) {
      return null; // Removed a moment ago, because it was not needed.
    }
  }

  private int firstNumber() throws IOException {
    NavigableSet<Integer> numbers = numbers(folder);
    return numbers.isEmpty() ? -1 : numbers.first();
  }

  /** The numbers of the segments in a folder, which may be missing. */
  static NavigableSet<Integer> numbers(Path folder) throws IOException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
            .filter(Matcher::matches)
            .forEach(name -> numbers.add(Integer.valueOf(name.group(1))));
      }
    }
    return numbers;
  }

  /** The segment that holds a position of the journal or begins behind it; null without one. */
  @Nullable SegmentFile from(long position) {
    for (SegmentFile file : open) {
      if (file.end() > position) {
        return file;
      }
    }
    return null;
  }

  /** The first segment after {@code file} that something was written to; null without one. */
  @Nullable SegmentFile usedAfter(SegmentFile file) throws IOException {
    for (SegmentFile other : open) {
      if (other.number() > file.number() && !other.isUnused()) {
        return other;
      }
    }
    return null;
  }

  /** What a new writer continues after. */
  SegmentHeader lastBefore(String run, int rank) throws IOException {
    NavigableSet<Integer> numbers = numbers(folder);
    int number = numbers.isEmpty() ? -1 : numbers.last();
    SegmentFile last = last();
    long end = last == null ? 0 : last.end();
    return new SegmentHeader(number, rank, end, 0, number + 1, run);
  }

  /** Bytes of all files. */
  long bytes() throws IOException {
    long sum = 0;
    for (SegmentFile file : open) {
      sum += file.length();
    }
    return sum;
  }

  /** Bytes of segments that cannot be read at all. */
  long unreadableBytes() throws IOException {
    long sum = unreadableBytes;
    for (int number = nextNumber; Files.exists(path(folder, number)); number++) {
      SegmentFile file = tryOpen(number);
      if (file != null) {
        file.close(); // Begun since the others were opened.
      } else if (SegmentFile.isBegun(path(folder, number))) {
        sum += Files.size(path(folder, number));
      }
    }
    return sum;
  }

  @Override
  public void close() {
    for (SegmentFile file : open) {
      file.close();
    }
    open.clear();
  }
}
