package io.stepscope.tracker.wandb;

import io.stepscope.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of one file of the file stream that wait to be sent, and how many were sent before: the
 * service keeps a line under its number, so that sending one again does no harm.
 */
final class StreamLines {
  private final String file;
  private final List<String> waiting = new ArrayList<>();
  private long sent;

  /**
   * @param sent lines that the service has
   */
  StreamLines(String file, long sent) {
    this.file = file;
    this.sent = sent;
  }

  void add(String line) {
    waiting.add(line);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long sent() {
    return sent;
  }

  /**
   * Writes the first lines that wait as a member of {@code files}.
   *
   * @param most bytes, but one line at least
   * @return bytes taken
   */
  long take(long most, JsonWriter json) {
    long bytes = 0;
    int lines = 0;
    json.name(file).beginObject();
    json.name("offset").value(sent).name("content").beginArray();
    for (String line : waiting) {
      long length = line.getBytes(StandardCharsets.UTF_8).length;
      if (lines > 0 && bytes + length > most) {
        break;
      }
      json.value(line);
      bytes += length;
      lines++;
    }
    json.endArray().endObject();
    waiting.subList(0, lines).clear();
    sent += lines;
    return bytes;
  }
}
