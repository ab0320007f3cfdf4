package io.stepscope.probe.custom;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a process prints until it ends or its time is over. It only takes what is there: who waits
 * in a read of a pipe waits for everybody who inherited it, and cannot be interrupted. Used by one
 * thread.
 */
final class CommandOutput extends InputStream {
  private static final long TURN_MILLIS = 5;

  private final Process process;
  private final InputStream in;
  private final long endNanos;
  private final Set<ProcessHandle> started = new HashSet<>();
  private int turns;
  private int nextCensus = 1;
  private boolean late;

  CommandOutput(Process process, Duration most) {
    this.process = process;
    this.in = process.getInputStream();
    this.endNanos = System.nanoTime() + most.toNanos();
  }

  /** Whether its time was over before what was to be read had come. */
  boolean isLate() {
    return late;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, bytes.length);
    while (length > 0) {
      if (System.nanoTime() - endNanos >= 0) {
        late = true;
        throw new IOException("its time is over");
      }
      boolean over = !process.isAlive(); // Asked first: then all that it printed is there.
      int there = in.available();
      if (there > 0) {
        return in.read(bytes, from, Math.min(length, there));
      }
      if (over) {
        return -1;
      }
      pause();
    }
    return 0;
  }

  private void pause() throws IOException {
    // Orphans are nobody's descendants: they must be known before their parent ends. Asking
    // reads all processes of the machine, so it is done ever less often.
    if (++turns == nextCensus) {
      nextCensus *= 4;
      remember();
    }
    try {
      TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Takes note of what the process has started. */
  void remember() {
    process.descendants().forEach(started::add);
  }

  /** Ends the process, and what it started as far as that was seen. */
  void end() {
    if (process.isAlive()) {
      remember();
    }
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}
