package io.stepscope.tracker.tensorboard;

import io.stepscope.event.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** All that the next event's bytes depend on, besides the event. Kept in the checkpoint. */
final class RunState {
  /** Name of the file that is being written; empty before the first event. */
  String fileName = "";

  /** Bytes of that file that hold delivered events. */
  long offset;

  /** Wall time of the first event. */
  long startMicros;

  /** The training's step, as far as events told; {@link Stamp#NONE} before the first. */
  long latestStep = Stamp.NONE;

  /** Hyper-parameters that wait until the first step is over. */
  final Map<String, Object> params = new LinkedHashMap<>();

  /** Wall time of the last of them. */
  long paramsMicros;

  boolean paramsWritten;
  final ConsoleChunk stdout = new ConsoleChunk();
  final ConsoleChunk stderr = new ConsoleChunk();

  private final Map<String, Long> lastSteps;

  RunState() {
    this(Map.of());
  }

  RunState(Map<String, Long> lastSteps) {
    this.lastSteps = new TreeMap<>(lastSteps);
  }

  /** Last step under which each text, image and table series was written. */
  Map<String, Long> lastSteps() {
    return lastSteps;
  }

  /** The event's step, or the training's when it has none. */
  long stepOf(Stamp stamp) {
    return stamp.hasStep() ? stamp.step() : Math.max(0, latestStep);
  }

  /**
   * The event's step, or the next free one of the series if that is taken.
   *
   * <p>TensorBoard's data server keeps one record per series and step, the last. Scalars live with
   * that; a second alert within a step must not replace the first.
   */
  long freeStep(String tag, Stamp stamp) {
    return freeStep(tag, stepOf(stamp));
  }

  long freeStep(String tag, long step) {
    Long last = lastSteps.get(tag);
    long free = last == null ? step : Math.max(step, last + 1);
    lastSteps.put(tag, free);
    return free;
  }

  /**
   * Goes back to where the run is resumed.
   *
   * <p>TensorBoard then forgets every point at that step or later. The step must therefore be
   * behind all that stays, free steps included.
   *
   * @return the step at which it goes on
   */
  long resume(Stamp stamp) {
    if (!stamp.hasStep() || stamp.step() > latestStep) {
      long highest = latestStep;
      for (long last : lastSteps.values()) {
        highest = Math.max(highest, last);
      }
      return highest + 1;
    }
    latestStep = stamp.step();
    lastSteps.replaceAll((tag, last) -> Math.min(last, stamp.step() - 1));
    return stamp.step();
  }
}
