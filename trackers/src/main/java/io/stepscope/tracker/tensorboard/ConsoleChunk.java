package io.stepscope.tracker.tensorboard;

/**
 * Lines of one stream that wait to be written as one text, because TensorBoard shows only some
 * texts of a series.
 *
 * <p>A chunk ends after {@value #LINES} lines or {@value #CHARS} characters, or when an event comes
 * that is {@value #MICROS} microseconds younger than its first line: rules of the events alone, so
 * that the same events give the same chunks however they are delivered.
 */
final class ConsoleChunk {
  private static final int LINES = 64;
  private static final int CHARS = 1 << 14;
  private static final long MICROS = 5_000_000;

  final StringBuilder text = new StringBuilder();
  int lines;
  long firstMicros;
  long lastMicros;

  boolean isEmpty() {
    return lines == 0;
  }

  boolean isFull() {
    return lines >= LINES || text.length() >= CHARS;
  }

  boolean isOlderThan(long nowMicros) {
    return lines > 0 && nowMicros - firstMicros >= MICROS;
  }

  void add(long timeMicros, String line) {
    if (lines == 0) {
      firstMicros = timeMicros;
    }
    lines++;
    lastMicros = timeMicros;
    text.append(line).append('\n');
  }

  void clear() {
    text.setLength(0);
    lines = 0;
  }
}
