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
  private final List<Line> waiting = new ArrayList<>();
  private long sent;
  private int offered;

  /** A line, its bytes, and the step it is about. */
  private record Line(String text, long bytes, long step) {}

  /**
   * @param sent lines that the service has
   */
  StreamLines(String file, long sent) {
    this.file = file;
    this.sent = sent;
  }

  void add(String line, long step) {
    waiting.add(new Line(line, line.getBytes(StandardCharsets.UTF_8).length, step));
  }

  long sent() {
    return sent;
  }

  /**
   * Chooses the first lines that wait for the next request.
   *
   * @param most bytes that are left in it
   * @param first whether it holds nothing yet: then it takes one line, however long
   * @return bytes chosen
   */
  long offer(long most, boolean first) {
    long bytes = 0;
    offered = 0;
    for (Line line : waiting) {
      boolean fits = bytes + line.bytes <= most || (first && offered == 0);
      if (!fits) {
        break;
      }
      bytes += line.bytes;
      offered++;
    }
    return bytes;
  }

  /** How many lines were chosen. */
  int offered() {
    return offered;
  }

  /** Whether no line is left behind. */
  boolean offersAll() {
    return offered == waiting.size();
  }

  /** Writes what was chosen as a member of {@code files}. */
  void write(JsonWriter json) {
    if (offered == 0) {
      return;
    }
    json.name(file).beginObject();
    json.name("offset").value(sent).name("content").beginArray();
    for (Line line : waiting.subList(0, offered)) {
      json.value(line.text);
    }
    json.endArray().endObject();
  }

  /** The service has what was chosen. */
  void taken() {
    waiting.subList(0, offered).clear();
    sent += offered;
    offered = 0;
  }

  /** Leaves out the first line, which will never be taken; returns the step it is about. */
  long leaveOut() {
    offered = 0;
    return waiting.remove(0).step;
  }
}
