package io.stepscope.training;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The work of one layer on a device, between two marks. For {@link TrainingSession} only. */
public final class DeviceSpan {

  private final @Nullable HeldMark from;
  private @Nullable HeldMark to;
  private @Nullable String series;

  DeviceSpan(@Nullable HeldMark from) {
    this.from = from;
  }

  void ends(@Nullable HeldMark mark) {
    to = mark;
  }

  void named(String name) {
    series = name;
  }

  @Nullable HeldMark from() {
    return from;
  }

  @Nullable HeldMark to() {
    return to;
  }

  /** The series that its time is a part of; null when nobody asks for it. */
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
