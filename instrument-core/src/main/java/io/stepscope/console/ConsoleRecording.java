package io.stepscope.console;

import io.stepscope.event.ConsoleLine.Stream;
import io.stepscope.recorder.Recorder;
import io.stepscope.redaction.LineRedaction;
import io.stepscope.redaction.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * What is printed while a run goes on, recorded into that run until this is closed. Thread-safe;
 * never throws.
 */
public final class ConsoleRecording implements AutoCloseable {

  private static final ConsoleRecording NONE =
      new ConsoleRecording(null, Redaction.withoutValues());

  private final @Nullable Recorder recorder;

  // A private key in the middle of one run may be in the middle of another, or not.
  private final LineRedaction out;
  private final LineRedaction err;

  /** Records into {@code recorder}, or nothing if there is none. */
  ConsoleRecording(@Nullable Recorder recorder, Redaction redaction) {
    this.recorder = recorder;
    out = new LineRedaction(redaction);
    err = new LineRedaction(redaction);
  }

  /** Records nothing. */
  public static ConsoleRecording none() {
    return NONE;
  }

  /** Records the lines that have not ended, as far as they were printed, and nothing after. */
  @Override
  public void close() {
    if (recorder != null) {
      ConsoleCapture.end(this);
    }
  }

  /** Takes a line; called by one thread at a time. */
  void line(Stream stream, String kept, long more) {
    Recorder to = recorder;
    if (to == null) {
      return;
    }
    try {
      to.consoleLine(stream, LineCut.cut(clean(stream, kept), more));
    } catch (Throwable t) {
      failed(t);
    }
  }

  /** Takes a line that ended before the run began; called by one thread at a time. */
  void earlier(Stream stream, String kept, long more, long timeMicros) {
    Recorder to = recorder;
    if (to == null) {
      return;
    }
    try {
      to.consoleLine(stream, LineCut.cut(clean(stream, kept), more), timeMicros);
    } catch (Throwable t) {
      failed(t);
    }
  }

  private String clean(Stream stream, String kept) {
    return (stream == Stream.STDOUT ? out : err).next(kept);
  }

  void failed(Throwable cause) {
    Recorder to = recorder;
    if (to != null) {
      // Saying it is a print, too: it would have to wait for whoever prints and waits for us.
      to.unsaidFailure("recording the console", cause);
    }
  }
}
