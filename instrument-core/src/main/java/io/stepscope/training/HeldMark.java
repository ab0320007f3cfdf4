package io.stepscope.training;

import io.stepscope.probe.DeviceTimer;
import java.util.concurrent.atomic.AtomicInteger;

/** A mark that ends one step and begins the next: given back when neither needs it. Thread-safe. */
final class HeldMark {

  private final DeviceTimer.Mark mark;
  private final AtomicInteger holders = new AtomicInteger(1);

  HeldMark(DeviceTimer.Mark mark) {
    this.mark = mark;
  }

  DeviceTimer.Mark mark() {
    return mark;
  }

  /** One more holds it. */
  HeldMark share() {
    holders.incrementAndGet();
    return this;
  }

  /** One of its holders has no more use for it. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      mark.close();
    }
  }
}
