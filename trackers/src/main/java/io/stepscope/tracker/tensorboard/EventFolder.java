package io.stepscope.tracker.tensorboard;

import io.stepscope.foreign.ForeignPart;
import io.stepscope.foreign.ForeignRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder with event files, which is a run as TensorBoard sees it. */
final class EventFolder implements ForeignRun {
  /** What TensorBoard looks for in the name of a file. */
  private static final String MARK = "tfevents";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int HASH_CHARACTERS = 6;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private final Path folder;
  private final String name;
  private final List<EventSource> files;

  private EventFolder(Path folder, String name, List<EventSource> files) {
    this.folder = folder;
    this.name = name;
    this.files = files;
  }

  /** The run in a folder; null if there is none, because no file holds a whole record. */
  static @Nullable EventFolder of(Path folder, String name) throws IOException {
    List<EventSource> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(EventFolder::isEventFile).sorted().toList()) {
        EventSource source = EventSource.of(file);
        if (source != null) {
          files.add(source);
        }
      }
    }
    files.sort(Comparator.comparingLong(EventSource::firstMicros));
    return files.isEmpty() ? null : new EventFolder(folder, name, files);
  }

  static boolean isEventFile(Path file) {
    return String.valueOf(file.getFileName()).contains(MARK) && Files.isRegularFile(file);
  }

  /**
   * The time of the first event, so that runs sort by it, and a hash of what nothing changes: the
   * names of the folder and its first file, and the first record.
   */
  @Override
  public String id() {
    EventSource first = files.get(0);
    String identity =
        folder.getFileName() + "/" + first.name() + "/" + Integer.toHexString(first.checksum());
    StringBuilder id = new StringBuilder();
    Instant time = Instant.EPOCH.plusSeconds(first.firstMicros() / 1_000_000);
    id.append(TIME.format(time)).append('-');
    byte[] hash = sha256(identity);
    for (int i = 0; i < HASH_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(hash[i] & 31));
    }
    return id.toString();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Path place() {
    return folder;
  }

  @Override
  public long bytes() throws IOException {
    long bytes = 0;
    for (EventSource file : files) {
      bytes += Files.size(file.file());
    }
    return bytes;
  }

  @Override
  public ForeignPart part(String from, @Nullable String to, boolean everything) throws IOException {
    FilePositions until = to == null ? null : FilePositions.parse(to);
    return new EventPart(files, EventScan.of(files, FilePositions.parse(from), until), everything);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
