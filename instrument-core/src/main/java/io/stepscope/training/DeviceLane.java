package io.stepscope.training;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.DeviceTimer;
import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The marks that one device gets in the open step, in their order. Between two of them lies work of
 * a phase, or what belongs to none. The last of a step begins the next.
 *
 * <p>Not thread-safe; guarded by {@link DeviceTimes}.
 */
final class DeviceLane {

  /** Marks of one step; a phase that needs more is left out of it. */
  static final int MOST_MARKS = 1024;

  /** A timer that throws so often, one time after the other, is asked no more. */
  static final int MOST_FAILURES = 3;

  private final Recorder recorder;
  private final String device;
  private final List<@Nullable HeldMark> marks = new ArrayList<>();
  private final List<@Nullable Phase> phases = new ArrayList<>();
  private final List<DeviceSpan> layers = new ArrayList<>();
  private final Set<Phase> lost = EnumSet.noneOf(Phase.class);
  private @Nullable Accelerator accelerator;
  private @Nullable DeviceTimer timer;
  private int failures;
  private int taken;

  /** Whether the first mark is the one that ended the step before. */
  private boolean begun;

  /** Whether the device of the open step was looked up. */
  private boolean known;

  DeviceLane(Recorder recorder, String device) {
    this.recorder = recorder;
    this.device = device;
  }

  String device() {
    return device;
  }

  /** Whether it is not known yet what the device of the open step is. */
  boolean isNewStep() {
    return !known;
  }

  /** Uses this device in the open step; null when there is none. */
  void use(@Nullable Accelerator found) {
    known = true;
    if (found != accelerator) {
      forget();
      accelerator = found;
      timer = null;
      failures = 0;
      try {
        timer = found == null ? null : found.timer().orElse(null);
      } catch (Throwable t) {
        recorder.failure("asking a device for its timer", t);
      }
    }
  }

  /** Whether there is something to time it with. */
  boolean isTimed() {
    return timer != null && failures < MOST_FAILURES;
  }

  /** Whether work of a phase goes on. */
  boolean isInPhase() {
    return !phases.isEmpty() && phases.get(phases.size() - 1) != null;
  }

  /** Puts a mark; what comes behind it belongs to {@code next}, or to no phase. */
  void mark(@Nullable Phase next, long stream) {
    if (marks.size() >= MOST_MARKS) {
      overflow(next);
    } else {
      marks.add(put(stream));
      phases.add(next);
    }
  }

  /** The place of the last mark is taken by one that is nowhere: so the step has no end either. */
  private void overflow(@Nullable Phase next) {
    HeldMark last = marks.set(MOST_MARKS - 1, null);
    if (last != null) {
      release(last);
    }
    lose(phases.set(MOST_MARKS - 1, next));
    lose(next);
  }

  /** Leaves a phase out of the open step. */
  void lose(@Nullable Phase phase) {
    if (phase != null) {
      lost.add(phase);
    }
  }

  /** A layer begins. */
  DeviceSpan layerBegins(long stream) {
    DeviceSpan span = new DeviceSpan(put(stream));
    layers.add(span);
    return span;
  }

  /** It is over. */
  void layerEnds(DeviceSpan span, long stream) {
    if (span.isOpen()) {
      span.ends(put(stream));
    }
  }

  private @Nullable HeldMark put(long stream) {
    DeviceTimer with = timer;
    if (with == null || taken >= 2 * MOST_MARKS) {
      return null;
    }
    taken++;
    try {
      DeviceTimer.Mark mark = with.mark(stream);
      failures = 0;
      if (mark.isReachable()) {
        return new HeldMark(mark);
      }
      mark.close();
      return null;
    } catch (Throwable t) {
      failures++;
      recorder.failure("timing a device", t);
      return null;
    }
  }

  /** What the step that ends has; null if that is nothing. */
  @Nullable DeviceSpans take() {
    known = false;
    DeviceTimer with = timer;
    DeviceSpans spans = null;
    HeldMark last = marks.isEmpty() ? null : marks.get(marks.size() - 1);
    boolean any = marks.size() > 1 || !layers.isEmpty();
    if (with != null && any) {
      HeldMark boundary = marks.size() > 1 && last != null ? last.share() : null;
      spans = new DeviceSpans(with, marks, phases, layers, lost);
      clear();
      if (boundary != null) {
        begin(boundary);
      }
    } else {
      forget();
    }
    return spans;
  }

  /** Gives all marks back. */
  void forget() {
    for (HeldMark mark : marks) {
      if (mark != null) {
        release(mark);
      }
    }
    layers.forEach(span -> span.release(this::release));
    clear();
  }

  /** Gives back all marks but the one that the step began with. */
  void restart() {
    HeldMark first = begun ? marks.get(0) : null;
    if (first != null) {
      first.share();
    }
    forget();
    if (first != null) {
      begin(first);
    }
  }

  /** The step begins where the one before it ended. */
  private void begin(HeldMark boundary) {
    marks.add(boundary);
    phases.add(null);
    begun = true;
  }

  private void clear() {
    layers.forEach(DeviceSpan::stepEnds);
    begun = false;
    marks.clear();
    phases.clear();
    layers.clear();
    lost.clear();
    taken = 0;
  }

  private void release(HeldMark mark) {
    try {
      mark.release();
    } catch (Throwable t) {
      recorder.failure("giving a mark back", t);
    }
  }
}
