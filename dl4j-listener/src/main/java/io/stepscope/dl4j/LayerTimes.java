package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import io.stepscope.training.DeviceSpan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long each layer, or operation, of a step took, summed over the times it ran; on its device,
 * too, if that is wanted.
 */
final class LayerTimes {

  private static final long NOT_RUNNING = Long.MIN_VALUE;

  private final Recorder recorder;
  private final TrainedDevice device;
  private final Map<String, Direction> forward = new LinkedHashMap<>();
  private final Map<String, Direction> backward = new LinkedHashMap<>();
  private long began = NOT_RUNNING;
  private @Nullable DeviceSpan span;

  LayerTimes(Recorder recorder, TrainedDevice device) {
    this.recorder = recorder;
    this.device = device;
  }

  /** One of them begins. */
  void begins() {
    span = device.layerBegins();
    began = System.nanoTime();
  }

  /**
   * It is over.
   *
   * @param isForward whether on the way to the predictions, and not to the gradients
   */
  void ends(String layer, boolean isForward) {
    if (began == NOT_RUNNING) {
      return;
    }
    long nanos = System.nanoTime() - began;
    began = NOT_RUNNING;
    Map<String, Direction> times = isForward ? forward : backward;
    Direction time = times.get(layer);
    if (time == null) {
      time = new Direction("time/layer/" + layer + (isForward ? "/forward" : "/backward"));
      times.put(layer, time);
    }
    time.nanos += nanos;
    time.ran = true;
    DeviceSpan begun = span;
    if (begun != null) {
      device.layerEnds(begun, time.series);
      span = null;
    }
  }

  /** Records what ran since the last call. */
  void record(long step) {
    record(forward, step);
    record(backward, step);
  }

  private void record(Map<String, Direction> times, long step) {
    for (Direction time : times.values()) {
      if (time.ran) {
        recorder.timing(time.series, step, time.nanos);
      }
      time.clear();
    }
  }

  /** Forgets what ran since then. */
  void forget() {
    began = NOT_RUNNING;
    span = null;
    forward.values().forEach(Direction::clear);
    backward.values().forEach(Direction::clear);
  }

  /** One layer in one direction, in one step. */
  private static final class Direction {
    private final String series;
    private long nanos;
    private boolean ran;

    Direction(String series) {
      this.series = series;
    }

    void clear() {
      nanos = 0;
      ran = false;
    }
  }
}
