package io.stepscope.tracker.tensorboard;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the event files of a run were read, by their names. As text {@code offset,checksum,name},
 * separated by {@code |}.
 */
final class FilePositions {
  private final Map<String, Position> positions = new TreeMap<>();

  /**
   * Behind a record.
   *
   * @param offset where it ends
   * @param checksum its own, by which it is known again
   */
  record Position(long offset, int checksum) {}

  static FilePositions parse(String text) throws IOException {
    FilePositions positions = new FilePositions();
    if (text.isEmpty()) {
      return positions;
    }
    try {
      for (String entry : text.split("\\|")) {
        String[] parts = entry.split(",", 3);
        positions.put(
            URLDecoder.decode(parts[2], StandardCharsets.UTF_8),
            Long.parseLong(parts[0]),
            Integer.parseUnsignedInt(parts[1], 16));
      }
      return positions;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("'" + text + "' is no position in event files", e);
    }
  }

  void put(String file, long offset, int checksum) {
    positions.put(file, new Position(offset, checksum));
  }

  void putAll(FilePositions others) {
    positions.putAll(others.positions);
  }

  /** Where to go on; at the beginning of a file that is not known. */
  Position of(String file) {
    return positions.getOrDefault(file, new Position(0, 0));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    positions.forEach(
        (file, position) ->
            text.append(text.length() == 0 ? "" : "|")
                .append(position.offset())
                .append(',')
                .append(Integer.toHexString(position.checksum()))
                .append(',')
                .append(URLEncoder.encode(file, StandardCharsets.UTF_8)));
    return text.toString();
  }
}
