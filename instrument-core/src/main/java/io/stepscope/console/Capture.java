package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes lines of what is printed on both streams and gives each to every run that is recorded.
 *
 * <p>Thread-safe and never throws. Its lock is the innermost one: nothing of the program is called
 * under it, and nothing is printed.
 */
final class Capture {

  private final LineAssembler out =
      new LineAssembler((kept, more) -> line(Stream.STDOUT, kept, more));
  private final LineAssembler err =
      new LineAssembler((kept, more) -> line(Stream.STDERR, kept, more));

  /** Replaced under the lock, read without. */
  private volatile List<ConsoleRecording> runs = List.of();

  /** Whether nobody records what is printed. */
  boolean isIdle() {
    return runs.isEmpty();
  }

  /**
   * Takes text.
   *
   * @param ends whether the end of a line was printed after it
   */
  synchronized void text(Stream stream, ByteDecoder before, String text, boolean ends) {
    try {
      LineAssembler to = assembler(stream);
      before.giveUp(to);
      to.add(text, ends);
    } catch (Throwable t) {
      failed(t);
    }
  }

  /** Takes bytes of a stream that {@code decoder} decodes. */
  synchronized void bytes(
      Stream stream, ByteDecoder decoder, byte[] bytes, int offset, int length) {
    try {
      decoder.decode(bytes, offset, length, assembler(stream));
    } catch (Throwable t) {
      failed(t);
    }
  }

  /** From now on {@code run} gets every line. */
  synchronized void add(ConsoleRecording run) {
    if (runs.isEmpty()) {
      // What was printed before is not the run's.
      out.forget();
      err.forget();
    }
    List<ConsoleRecording> more = new ArrayList<>(runs);
    more.add(run);
    runs = List.copyOf(more);
  }

  /**
   * Gives {@code run} the lines that have not ended, and nothing more.
   *
   * @return whether it got lines until now
   */
  synchronized boolean remove(ConsoleRecording run) {
    if (!runs.contains(run)) {
      return false;
    }
    out.peek((kept, more) -> run.line(Stream.STDOUT, kept, more));
    err.peek((kept, more) -> run.line(Stream.STDERR, kept, more));
    runs = runs.stream().filter(other -> other != run).toList();
    return true;
  }

  private LineAssembler assembler(Stream stream) {
    return stream == Stream.STDOUT ? out : err;
  }

  private void line(Stream stream, String kept, long more) {
    for (ConsoleRecording run : runs) {
      run.line(stream, kept, more);
    }
  }

  private void failed(Throwable t) {
    for (ConsoleRecording run : runs) {
      run.failed(t);
    }
  }
}
