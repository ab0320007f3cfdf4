package io.stepscope.forward;

import io.stepscope.event.Event;
import io.stepscope.event.Stamp;
import io.stepscope.folder.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The file {@code cursors/<tracker>.skipped} of a run: which events the tracker did not get though
 * it takes their kind, so that it can be told later what it should hold. A line for each batch and
 * rank that had some: the rank, a space, and sequence numbers in the form of {@link Sequences}.
 * What counts is as long as the cursor says; what is behind that was written in vain. Not
 * thread-safe.
 */
final class SkippedEvents {
  static final String SUFFIX = ".skipped";

  // What is beyond it is counted only.
  private static final long LONGEST_BYTES = 64L << 20;

  private final Path file;
  private long length;

  SkippedEvents(RunFolder run, String tracker) {
    file = run.cursors().resolve(tracker + SUFFIX);
  }

  /** Begins where the cursor stands. */
  void begin(long bytes) throws IOException {
    length = bytes;
    if (bytes == 0) {
      Files.deleteIfExists(file);
    } else {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(bytes);
      } catch (NoSuchFileException e) {
        // Somebody removed it; what it said is lost.
        length = 0;
      }
    }
  }

  /** How long it is, in bytes; to be stored with the cursor. */
  long length() {
    return length;
  }

  /** Adds events; those that are in no journal do not matter. */
  void add(Collection<Event> skipped) throws IOException {
    SortedMap<Integer, LongStream.Builder> ranks = new TreeMap<>();
    for (Event event : skipped) {
      Stamp stamp = event.stamp();
      if (stamp.sequence() != Stamp.UNSEQUENCED) {
        ranks.computeIfAbsent(stamp.rank(), rank -> LongStream.builder()).add(stamp.sequence());
      }
    }
    if (ranks.isEmpty() || length > LONGEST_BYTES) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    ranks.forEach(
        (rank, sequences) ->
            lines
                .append(rank)
                .append(' ')
                .append(Sequences.write(sequences.build().toArray()))
                .append('\n'));
    byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    length += bytes.length;
  }

  /**
   * Those in the file, up to where the cursor says that it goes; takes eight bytes of memory for
   * each.
   */
  Known read(long bytes) throws IOException {
    Map<Integer, LongStream.Builder> ranks = new HashMap<>();
    if (bytes > 0 && Files.exists(file)) {
      try (InputStream in = Files.newInputStream(file)) {
        String lines = new String(in.readNBytes(Math.toIntExact(bytes)), StandardCharsets.US_ASCII);
        lines.lines().forEach(line -> read(line, ranks));
      } catch (NumberFormatException e) {
        throw new IOException("damaged: " + file + " (" + e.getMessage() + ")", e);
      }
    }
    Map<Integer, long[]> sorted = new HashMap<>();
    ranks.forEach((rank, sequences) -> sorted.put(rank, sequences.build().sorted().toArray()));
    return new Known(sorted);
  }

  private static void read(String line, Map<Integer, LongStream.Builder> ranks) {
    int space = line.indexOf(' ');
    Integer rank = Integer.valueOf(line.substring(0, Math.max(space, 0)));
    Sequences.read(
        line.substring(space + 1), ranks.computeIfAbsent(rank, r -> LongStream.builder()));
  }

  /** Which events were skipped. */
  static final class Known {
    private final Map<Integer, long[]> sorted;

    private Known(Map<Integer, long[]> sorted) {
      this.sorted = sorted;
    }

    boolean has(Event event) {
      long[] ofRank = sorted.get(event.stamp().rank());
      return ofRank != null && Arrays.binarySearch(ofRank, event.stamp().sequence()) >= 0;
    }
  }
}
