package io.stepscope.training;

import io.stepscope.probe.DeviceTimer;
import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The marks of one step of one device, whose times are not known yet. Not thread-safe. */
final class DeviceSpans {

  private final DeviceTimer timer;
  private final List<@Nullable HeldMark> marks;
  private final List<@Nullable Phase> phases;
  private final List<DeviceSpan> layers;
  private final Set<Phase> lost;
  private final Map<String, Long> nanos = new LinkedHashMap<>();

  /**
   * Copies the lists, and holds the marks from now on.
   *
   * @param marks in their order; null where the device will never come
   * @param phases what lies behind each of them
   * @param lost phases that were not seen as a whole
   */
  DeviceSpans(
      DeviceTimer timer,
      List<@Nullable HeldMark> marks,
      List<@Nullable Phase> phases,
      List<DeviceSpan> layers,
      Set<Phase> lost) {
    this.timer = timer;
    this.marks = new ArrayList<>(marks);
    this.phases = new ArrayList<>(phases);
    this.layers = new ArrayList<>(layers);
    this.lost = lost.isEmpty() ? EnumSet.noneOf(Phase.class) : EnumSet.copyOf(lost);
  }

  /** Asks the device; false as long as it has not come to the last mark. */
  boolean resolve() {
    nanos.clear();
    return whole() && parts() && layers();
  }

  /** Nanoseconds on the device by the names of their series, once they are known. */
  Map<String, Long> nanos() {
    return nanos;
  }

  /** Gives all marks back, each of them once, whatever the device answers. */
  void release(Recorder recorder) {
    List<HeldMark> held = new ArrayList<>();
    for (HeldMark mark : marks) {
      if (mark != null) {
        held.add(mark);
      }
    }
    layers.forEach(span -> span.release(held::add));
    marks.clear();
    layers.clear();
    for (HeldMark mark : held) {
      try {
        mark.release();
      } catch (Throwable t) {
        recorder.failure("giving a mark back", t);
      }
    }
  }

  /** First, as it is known last: a device that is not done is asked once. */
  private boolean whole() {
    HeldMark first = marks.isEmpty() ? null : marks.get(0);
    HeldMark last = marks.isEmpty() ? null : marks.get(marks.size() - 1);
    return first == null || last == null || first == last || add("time/step/device", first, last);
  }

  private boolean parts() {
    loseWhatIsCutOff();
    for (int i = 0; i + 1 < marks.size(); i++) {
      Phase phase = phases.get(i);
      HeldMark from = marks.get(i);
      HeldMark to = marks.get(i + 1);
      if (phase != null && !lost.contains(phase) && from != null && to != null) {
        if (!add(phase.series() + "/device", from, to)) {
          return false;
        }
      }
    }
    return true;
  }

  /** A sum of which one part is not known is not known. */
  private void loseWhatIsCutOff() {
    for (int i = 0; i < marks.size(); i++) {
      Phase phase = phases.get(i);
      boolean cut = i + 1 == marks.size() || marks.get(i) == null || marks.get(i + 1) == null;
      if (phase != null && cut) {
        lost.add(phase);
      }
    }
  }

  private boolean layers() {
    for (DeviceSpan span : layers) {
      HeldMark from = span.from();
      HeldMark to = span.to();
      String series = span.series();
      if (series != null && from != null && to != null && !add(series + "/device", from, to)) {
        return false;
      }
    }
    return true;
  }

  private boolean add(String series, HeldMark from, HeldMark to) {
    OptionalLong time = timer.nanosBetween(from.mark(), to.mark());
    if (time.isPresent()) {
      nanos.merge(series, time.getAsLong(), Long::sum);
    }
    return time.isPresent();
  }
}
