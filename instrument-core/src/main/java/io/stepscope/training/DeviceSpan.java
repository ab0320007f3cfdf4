package io.stepscope.training;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work of one layer on a device, between two marks. It is recorded with its step if it has
 * ended and has a name by then. Used by the training thread until then.
 */
public final class DeviceSpan {

  private final @Nullable HeldMark from;
  private @Nullable HeldMark to;
  private @Nullable String series;
  private boolean over;

  DeviceSpan(@Nullable HeldMark from) {
    this.from = from;
  }

  /** Its step is over, or given up: it cannot end any more. */
  void stepEnds() {
    over = true;
  }

  boolean isOpen() {
    return !over && to == null;
  }

  void ends(@Nullable HeldMark mark) {
    to = mark;
  }

  /**
   * Says which series its time is a part of.
   *
   * @param name that of the time on the host, {@code time/layer/…}
   */
  public void named(String name) {
    series = name;
  }

  @Nullable HeldMark from() {
    return from;
  }

  @Nullable HeldMark to() {
    return to;
  }

  /** That name; null when nobody asks for its time. */
  @Nullable String series() {
    return series;
  }

  void release(Consumer<HeldMark> how) {
    if (from != null) {
      how.accept(from);
    }
    if (to != null) {
      how.accept(to);
    }
  }
}
