package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import java.util.ArrayDeque;

/**
 * What was printed before there was a run, as far as it is kept: the last lines, with the time at
 * which each ended. Used by one thread at a time.
 */
final class EarlyLines {

  /** Lines that are kept at most. */
  static final int MOST_LINES = 1_000;

  /** Characters (UTF-16) that are kept at most. */
  static final int MOST_CHARACTERS = 1 << 18;

  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private int characters;
  private long forgotten;

  /** Keeps a line. */
  void add(Stream stream, String kept, long more) {
    lines.add(new Line(stream, kept, more, System.currentTimeMillis() * 1_000));
    characters += kept.length();
    while (lines.size() > MOST_LINES || characters > MOST_CHARACTERS) {
      characters -= lines.remove().kept.length();
      forgotten++;
    }
  }

  /** Gives all of them to a run; returns how many lines came before those. */
  long giveTo(ConsoleRecording run) {
    for (Line line : lines) {
      run.earlier(line.stream, line.kept, line.more, line.timeMicros);
    }
    return forgotten;
  }

  /** As {@link LineAssembler.Lines} has it, with the stream and the wall-clock time. */
  private record Line(Stream stream, String kept, long more, long timeMicros) {}
}
