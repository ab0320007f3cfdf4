package io.stepscope.tracker.mlflow;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Text files that grow at their ends. The server cannot append, so a file is put again as a whole;
 * one of {@value #PART_BYTES} bytes is left as it is, and a further part begins: {@code
 * console.txt}, {@code console-0002.txt}, …
 *
 * <p>How far each has grown is in the {@link RunState}. What lies behind that was not acknowledged,
 * and is written over: after a restart the file is read back and cut there.
 */
final class GrowingFiles {
  private static final int PART_BYTES = 1 << 18;

  /** A file that is not what was put there is taken for a broken answer so often. */
  private static final int MOST_STRANGE_ANSWERS = 5;

  private final Artifacts artifacts;
  private final KeptParts kept;
  private final Map<String, Content> contents = new HashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> full = new LinkedHashSet<>();
  private int strangeAnswers;

  GrowingFiles(Artifacts artifacts, KeptParts kept) {
    this.artifacts = artifacts;
    this.kept = kept;
  }

  /**
   * How far a file has grown.
   *
   * @param part 1-based number of the part that grows
   * @param bytes of that part
   * @param crc CRC-32 of those bytes
   */
  record Growth(int part, int bytes, long crc) {
    static final Growth NONE = new Growth(1, 0, 0);

    Growth nextPart() {
      return new Growth(part + 1, 0, 0);
    }
  }

  /** What a part holds. */
  private static final class Content {
    final int part;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final CRC32 crc = new CRC32();
    int acknowledged;

    Content(int part) {
      this.part = part;
    }

    void add(byte[] text) {
      bytes.writeBytes(text);
      crc.update(text);
    }

    boolean is(Growth growth) {
      return part == growth.part() && bytes.size() == growth.bytes();
    }

    void cut() {
      byte[] whole = bytes.toByteArray();
      bytes.reset();
      crc.reset();
      add(Arrays.copyOf(whole, acknowledged));
    }
  }

  /** Adds to a file; sent by {@link #flush}. */
  void append(RunState state, String path, byte[] text) throws UndeliveredException {
    Growth growth = state.files.getOrDefault(path, Growth.NONE);
    if (growth.bytes() >= PART_BYTES) {
      if (changed.remove(path)) {
        put(path, growth);
      }
      full.add(partOf(path, growth.part()));
      growth = growth.nextPart();
    }
    Content content = contents.get(path);
    if (content == null || !content.is(growth)) {
      content = contentOf(path, growth);
      if (content == null) {
        // Somebody deleted or changed it; what comes goes elsewhere.
        growth = growth.nextPart();
        content = new Content(growth.part());
      }
      contents.put(path, content);
    }
    content.add(text);
    changed.add(path);
    state.files.put(path, new Growth(growth.part(), content.bytes.size(), content.crc.getValue()));
  }

  private @Nullable Content contentOf(String path, Growth growth) throws UndeliveredException {
    if (growth.bytes() == 0) {
      return new Content(growth.part());
    }
    String part = partOf(path, growth.part());
    Content ours = beginning(kept.kept(part), growth);
    if (ours != null) {
      return ours;
    }
    byte[] there = artifacts.get(part);
    Content theirs = beginning(there, growth);
    boolean strange = theirs == null && there != null;
    if (strange && ++strangeAnswers <= MOST_STRANGE_ANSWERS) {
      throw UndeliveredException.retry("the server answers with something else than " + part);
    }
    strangeAnswers = 0;
    return theirs;
  }

  /** Null if the bytes do not begin with what was acknowledged. */
  private static @Nullable Content beginning(byte @Nullable [] bytes, Growth growth) {
    if (bytes == null || bytes.length < growth.bytes()) {
      return null;
    }
    Content content = new Content(growth.part());
    content.add(Arrays.copyOf(bytes, growth.bytes()));
    content.acknowledged = growth.bytes();
    return content.crc.getValue() == growth.crc() ? content : null;
  }

  /** Sends what has grown. */
  void flush(RunState state) throws UndeliveredException {
    for (String path : changed) {
      Growth growth = state.files.get(path);
      if (growth != null) {
        put(path, growth);
      }
    }
    changed.clear();
  }

  private void put(String path, Growth growth) throws UndeliveredException {
    Content content = contents.get(path);
    if (content != null) {
      byte[] bytes = content.bytes.toByteArray();
      String part = partOf(path, growth.part());
      kept.keep(part, bytes);
      artifacts.put(part, bytes);
    }
  }

  /** What was flushed is acknowledged. */
  void acknowledge() {
    contents.values().forEach(content -> content.acknowledged = content.bytes.size());
    full.forEach(kept::drop);
    full.clear();
  }

  /** Cuts off everything that was not acknowledged. */
  void forget() {
    contents.values().forEach(Content::cut);
    changed.clear();
    full.clear();
  }

  /** The name of a part. */
  static String partOf(String path, int part) {
    if (part == 1) {
      return path;
    }
    int dot = path.lastIndexOf('.');
    return String.format(
        Locale.ROOT, "%s-%04d%s", path.substring(0, dot), part, path.substring(dot));
  }
}
