package io.stepscope.probe;

import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One probe and how it gets on. {@link #look} runs on a thread that may hang in it; everything else
 * is called by the thread that keeps the schedule.
 */
final class ProbeSlot {
  /** So many failures in a row are tried again at once. */
  private static final int PATIENCE = 3;

  /** Most turns that a probe which always fails is left out between two tries. */
  private static final int MOST_LEFT_OUT = 12;

  /** Who takes longer is not asked at the end of a run, which must not wait. */
  private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Probe probe;
  private final Closing closing;
  private final Recorder recorder;
  private final Gate gate;
  private boolean introduced;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile long tookNanos;

  private @Nullable Future<?> running;
  private long sinceNanos;
  private boolean hangs;
  private int leftOut;

  /**
   * @param closing of what it shares with others, held by each look
   */
  ProbeSlot(Probe probe, Closing closing, Recorder recorder, Gate gate) {
    this.probe = probe;
    this.closing = closing;
    this.recorder = recorder;
    this.gate = gate;
  }

  /** Takes readings as long as the run goes on. */
  interface Gate {
    void pass(Map<String, Double> readings);

    /** Whether the run is over: a look that is cut short by that did not fail. */
    boolean isClosed();
  }

  /** Whether it is to be asked in this turn. */
  boolean isDue(long nowNanos, long hangNanos) {
    if (isBusy()) {
      sayIfItHangs(nowNanos, hangNanos);
      return false;
    }
    hangs = false;
    int most =
        failures.get() < PATIENCE ? 0 : Math.min(failures.get() - PATIENCE + 1, MOST_LEFT_OUT);
    if (leftOut < most) {
      leftOut++;
      return false;
    }
    leftOut = 0;
    return true;
  }

  /** Whether it can be asked once more without anybody waiting. */
  boolean isQuick() {
    return !isBusy() && failures.get() == 0 && tookNanos < QUICK_NANOS;
  }

  private boolean isBusy() {
    Future<?> last = running;
    return last != null && !last.isDone();
  }

  private void sayIfItHangs(long nowNanos, long hangNanos) {
    if (!hangs && nowNanos - sinceNanos >= hangNanos) {
      hangs = true;
      String time = TimeUnit.NANOSECONDS.toSeconds(nowNanos - sinceNanos) + " s";
      recorder.failure(
          "waiting for probe " + probe.name(),
          new TimeoutException("no answer for " + time + ", the other probes go on"));
    }
  }

  /** Before a look is asked for: {@link #look} or {@link #leave} must follow. */
  void hold() {
    closing.hold();
  }

  /** No look comes of it. */
  void leave() {
    closing.release();
  }

  void started(Future<?> look, long nowNanos) {
    running = look;
    sinceNanos = nowNanos;
  }

  /** Looks once; throws nothing. */
  void look() {
    long start = System.nanoTime();
    try {
      introduce();
      Map<String, Double> readings = new LinkedHashMap<>();
      probe.look(
          (metric, value) -> {
            if (Double.isFinite(value)) {
              readings.put(metric, value);
            }
          });
      failures.set(0);
      gate.pass(readings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable t) {
      failed("looking at " + probe.name(), t);
    } finally {
      tookNanos = System.nanoTime() - start;
      closing.release();
    }
  }

  private void introduce() throws InterruptedException {
    if (introduced) {
      return;
    }
    introduced = true;
    try {
      Map<String, ?> facts = probe.facts();
      if (!facts.isEmpty()) {
        recorder.params(Params.Group.ENVIRONMENT, facts);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable t) {
      if (!gate.isClosed()) {
        recorder.failure("asking what " + probe.name() + " is", t);
      }
    }
  }

  private void failed(String where, Throwable cause) {
    if (gate.isClosed()) {
      return;
    }
    failures.incrementAndGet();
    recorder.failure(where, cause);
  }

  void close() {
    try {
      probe.close();
    } catch (Throwable t) {
      recorder.unsaidFailure("closing probe " + probe.name(), t);
    }
  }
}
