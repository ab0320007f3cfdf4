package io.stepscope.progress;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a training is: one line that is rewritten on a terminal, a plain line now and then
 * elsewhere.
 *
 * <p>The training thread only stores a value in {@link #update}; a daemon thread draws.
 * Thread-safe; never throws into the caller.
 */
public final class ProgressLine implements AutoCloseable {

  /** How progress is shown. */
  public enum Style {
    /** One line, rewritten several times a second. */
    LIVE(200),
    /** A line every ten seconds and at the end. */
    PLAIN(10_000),
    /** Nothing. */
    OFF(0);

    private final long intervalMillis;

    Style(long intervalMillis) {
      this.intervalMillis = intervalMillis;
    }
  }

  private static final String REWRITE = "\r\u001b[K";

  private final Style style;
  private final Consumer<String> out;
  private final ProgressText text = new ProgressText();
  private final @Nullable ScheduledExecutorService painter;
  private volatile @Nullable Progress latest;
  private @Nullable Progress shown;
  private boolean closed;

  /**
   * Starts to show progress.
   *
   * @param out takes text as it is, line ends included; called by one thread at a time
   */
  public ProgressLine(Style style, Consumer<String> out) {
    this.style = style;
    this.out = out;
    if (style == Style.OFF) {
      painter = null;
    } else {
      painter = Executors.newSingleThreadScheduledExecutor(ProgressLine::daemon);
      Future<?> unused =
          painter.scheduleWithFixedDelay(
              this::paint, style.intervalMillis, style.intervalMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Takes how far the training is; costs a volatile write. */
  public void update(Progress progress) {
    latest = progress;
  }

  /** Shows the last state once more and ends the line. */
  @Override
  public void close() {
    if (painter != null) {
      painter.shutdownNow();
      paint();
      finish();
    }
  }

  private synchronized void paint() {
    Progress now = latest;
    if (closed || now == null || now.equals(shown)) {
      return;
    }
    shown = now;
    String line = text.line(now);
    write(style == Style.LIVE ? REWRITE + line : line + System.lineSeparator());
  }

  private synchronized void finish() {
    if (!closed && style == Style.LIVE && shown != null) {
      write(System.lineSeparator());
    }
    closed = true;
  }

  private void write(String line) {
    try {
      out.accept(line);
    } catch (RuntimeException e) {
      // Without a place to write to there is no progress line; the run itself is not affected.
      closed = true;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "stepscope-progress");
    thread.setDaemon(true);
    return thread;
  }
}
