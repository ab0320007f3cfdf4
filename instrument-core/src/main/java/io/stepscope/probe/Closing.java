package io.stepscope.probe;

import io.stepscope.recorder.Recorder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets go of what probes share once neither the schedule nor a look holds it: whoever releases it
 * last does so. Held by the schedule from the start. Thread-safe.
 */
final class Closing {
  private final Runnable closing;
  private final Recorder recorder;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * @param closing what to do at last, once; may take long and may throw
   */
  Closing(Runnable closing, Recorder recorder) {
    this.closing = closing;
    this.recorder = recorder;
  }

  /** Only while somebody holds it. */
  void hold() {
    holders.incrementAndGet();
  }

  void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        closing.run();
      } catch (Throwable t) {
        recorder.unsaidFailure("closing probes", t);
      }
    }
  }
}
