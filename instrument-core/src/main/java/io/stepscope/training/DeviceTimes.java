package io.stepscope.training;

import io.stepscope.probe.Accelerator;
import io.stepscope.recorder.Recorder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Times the phases of a training on its devices. Where the host begins or ends a phase, a mark is
 * put behind the work that the device got so far; when the device came there is asked later, by
 * {@link DeviceResults}. So a time on a device is that between two points of its work, its own
 * waiting for the host included.
 *
 * <p>Where no device has a timer, this costs one look-up a step.
 *
 * <p>Thread-safe. Each device's marks come from the thread that gives it work.
 */
final class DeviceTimes {

  private final Recorder recorder;
  private final DeviceResults results;
  private final LongSupplier nanoTime;
  private final Map<String, DeviceLane> lanes = new LinkedHashMap<>();
  private Function<String, Optional<Accelerator>> accelerators = name -> Optional.empty();
  private DeviceStream streams = DeviceStream.DEFAULT;
  private TimedSteps steps = new TimedSteps(0);
  private volatile boolean timing;
  private boolean over;
  private long spent;

  DeviceTimes(Recorder recorder, DeviceResults results, LongSupplier nanoTime) {
    this.recorder = recorder;
    this.results = results;
    this.nanoTime = nanoTime;
  }

  /** Times these devices from now on. */
  synchronized void use(
      Function<String, Optional<Accelerator>> found, DeviceStream on, double budget) {
    accelerators = found;
    streams = on;
    steps = new TimedSteps(budget);
    timing = !over && steps.next();
  }

  /**
   * What the device gets from now on belongs to {@code phase}; what it got before does not.
   *
   * @return nanoseconds that this took
   */
  long begins(String device, Phase phase) {
    return timing ? mark(device, phase) : 0;
  }

  /**
   * What the device gets from now on belongs to no phase, if there is one that it belonged to.
   *
   * @return nanoseconds that this took
   */
  long ends(String device) {
    return timing ? mark(device, null) : 0;
  }

  private synchronized long mark(String device, @Nullable Phase next) {
    try {
      DeviceLane lane = lane(device);
      if (lane == null || (next == null && !lane.isInPhase())) {
        return 0;
      }
      long from = nanoTime.getAsLong();
      lane.mark(next, streams.current(device));
      return spent(from);
    } catch (Throwable t) {
      recorder.failure("timing a device", t);
      return 0;
    }
  }

  /** Leaves a phase of the open step out: not all of it could be seen. */
  void lose(Phase phase) {
    if (timing) {
      loseOnAll(phase);
    }
  }

  private synchronized void loseOnAll(Phase phase) {
    lanes.values().forEach(lane -> lane.lose(phase));
  }

  /** A layer begins; null when it is not timed. */
  @Nullable DeviceSpan layerBegins(String device) {
    return timing ? beginLayer(device) : null;
  }

  private synchronized @Nullable DeviceSpan beginLayer(String device) {
    try {
      DeviceLane lane = lane(device);
      return lane == null ? null : lane.layerBegins(streams.current(device));
    } catch (Throwable t) {
      recorder.failure("timing a layer on a device", t);
      return null;
    }
  }

  /** It is over. */
  synchronized void layerEnds(String device, DeviceSpan span) {
    try {
      DeviceLane lane = lane(device);
      if (lane != null) {
        lane.layerEnds(span, streams.current(device));
      }
    } catch (Throwable t) {
      recorder.failure("timing a layer on a device", t);
    }
  }

  /**
   * The open step ends. To be called on the thread that trains.
   *
   * @param total how long it took the host, in nanoseconds; negative when unknown
   */
  synchronized void stepEnds(long step, int epoch, long total) {
    if (over) {
      return;
    }
    List<DeviceSpans> spans = new ArrayList<>(1);
    for (DeviceLane lane : lanes.values()) {
      DeviceSpans taken = lane.take();
      if (taken != null) {
        spans.add(taken);
      }
    }
    steps.ended(total, spent);
    spent = 0;
    boolean before = timing;
    timing = steps.next();
    if (!timing) {
      lanes.values().forEach(DeviceLane::forget);
    } else if (!before) {
      beginNext();
    }
    if (!spans.isEmpty()) {
      results.add(step, new StepOnDevices(recorder, step, epoch, spans));
    }
  }

  /** After a step that was not timed, one that is begins here. */
  private void beginNext() {
    for (DeviceLane lane : lanes.values()) {
      try {
        if (lane(lane.device()) != null) {
          long from = nanoTime.getAsLong();
          lane.mark(null, streams.current(lane.device()));
          spent(from);
        }
      } catch (Throwable t) {
        recorder.failure("timing a device", t);
      }
    }
  }

  /** The open step begins again: what devices got in it so far was given up. */
  synchronized void restart() {
    lanes.values().forEach(DeviceLane::restart);
  }

  /** Forgets what devices got since the last step: it was no training. */
  synchronized void forget() {
    lanes.values().forEach(DeviceLane::forget);
  }

  /** Times nothing any more. */
  synchronized void end() {
    forget();
    lanes.clear();
    over = true;
    timing = false;
  }

  private @Nullable DeviceLane lane(String device) {
    DeviceLane lane = lanes.get(device);
    if (lane == null && !over) {
      lane = new DeviceLane(recorder, device);
      lanes.put(device, lane);
    }
    if (lane != null && lane.isNewStep()) {
      lane.use(accelerators.apply(device).orElse(null));
    }
    return lane != null && lane.isTimed() ? lane : null;
  }

  private long spent(long from) {
    long nanos = nanoTime.getAsLong() - from;
    spent += nanos;
    return nanos;
  }
}
