package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.stepscope.Run;
import io.stepscope.training.DeviceSpan;
import io.stepscope.training.DeviceStream;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The devices that a training computes on, as accelerators are called: {@code gpu/0}. Says to the
 * session which work they get. Immutable.
 */
final class TrainedDevices {

  private final TrainingSession session;
  private final String[] names;
  private final boolean timesLayers;

  private TrainedDevices(TrainingSession session, String[] names, boolean timesLayers) {
    this.session = session;
    this.names = names;
    this.timesLayers = timesLayers;
  }

  /**
   * Has a training timed on these, if they are accelerators that the run knows.
   *
   * @param streams where the engine gives them their work
   */
  static TrainedDevices timed(
      Run run, TrainingSession session, DeviceStream streams, Device... devices) {
    session.timedOn(run::accelerator, streams, run.configuration().overhead());
    return new TrainedDevices(
        session,
        Arrays.stream(devices).map(DeviceArrays::name).toArray(String[]::new),
        run.configuration().layersOnDevice());
  }

  /** Where an array lies. */
  String of(NDArray array) {
    try {
      return names.length == 1 ? names[0] : DeviceArrays.name(array.getDevice());
    } catch (RuntimeException e) {
      return names[0]; // Given back already: it lies nowhere.
    }
  }

  /** Where these lie; the first device if there are none. */
  String of(NDList arrays) {
    return arrays.isEmpty() ? names[0] : of(arrays.head());
  }

  /** A phase begins on one of them. */
  void begin(String device, Phase phase) {
    session.deviceBegins(device, phase);
  }

  /** It is over there. */
  void end(String device) {
    session.deviceEnds(device);
  }

  /** A phase begins on all. */
  void begin(Phase phase) {
    for (String device : names) {
      session.deviceBegins(device, phase);
    }
  }

  /** What goes on is over on all. */
  void end() {
    for (String device : names) {
      session.deviceEnds(device);
    }
  }

  /** The first of them. */
  String first() {
    return names[0];
  }

  /** A layer begins on one of them; null when it is not timed there. */
  @Nullable DeviceSpan layerBegins(String device) {
    return timesLayers ? session.deviceLayerBegins(device) : null;
  }

  /** It is over. */
  void layerEnds(String device, DeviceSpan span) {
    session.deviceLayerEnds(device, span);
  }

  /** Not all of a phase could be seen. */
  void lose(Phase phase) {
    session.deviceLoses(phase);
  }
}
