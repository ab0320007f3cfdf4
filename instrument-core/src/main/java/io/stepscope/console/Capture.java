package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of what is printed on both streams and gives each to every run that is recorded.
 *
 * <p>Thread-safe and never throws. Its lock is the innermost one: nothing of the program is called
 * under it, and nothing is printed.
 */
final class Capture {

  // No lambdas: under the agent, every program that starts would pay for the first one.
  private final LineAssembler out = new LineAssembler(new Given(Stream.STDOUT));
  private final LineAssembler err = new LineAssembler(new Given(Stream.STDERR));

  /** Replaced under the lock, read without. */
  private volatile List<ConsoleRecording> runs = List.of();

  /** Only until the first run; replaced under the lock, read without. */
  private volatile @Nullable EarlyLines early;

  private boolean hadRun;

  /** Whether nobody wants what is printed. */
  boolean isIdle() {
    return runs.isEmpty() && early == null;
  }

  /** Keeps what is printed for the first run, if that is still to come. */
  synchronized void keepForFirstRun() {
    if (!hadRun && early == null) {
      early = new EarlyLines();
    }
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

  /**
   * From now on {@code run} gets every line, and first those that were kept for it.
   *
   * @return how many lines before those were not kept
   */
  synchronized long add(ConsoleRecording run) {
    hadRun = true;
    long forgotten = 0;
    EarlyLines before = early;
    if (before != null) {
      forgotten = before.giveTo(run);
    } else if (runs.isEmpty()) {
      // What was printed before is not the run's.
      out.forget();
      err.forget();
    }
    List<ConsoleRecording> more = new ArrayList<>(runs);
    more.add(run);
    runs = List.copyOf(more);
    early = null;
    return forgotten;
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
    EarlyLines before = early;
    if (before != null) {
      before.add(stream, kept, more);
    }
    for (ConsoleRecording run : runs) {
      run.line(stream, kept, more);
    }
  }

  private void failed(Throwable t) {
    for (ConsoleRecording run : runs) {
      run.failed(t);
    }
  }

  /** Takes the lines of a stream. */
  private final class Given implements LineAssembler.Lines {
    private final Stream stream;

    Given(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void line(String kept, long more) {
      Capture.this.line(stream, kept, more);
    }
  }
}
