package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.DeviceSpan;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The device that the calling thread works with, as accelerators are called: {@code gpu/0}. ND4J
 * gives each thread one. Says to the session which work it gets.
 *
 * <p>To be called on the thread that trains; does not throw.
 */
final class TrainedDevice {

  private static final String CPU = "cpu/0";

  private final TrainingSession session;
  private final boolean isOnHost;
  private final boolean timesLayers;

  private TrainedDevice(TrainingSession session, boolean isOnHost, boolean timesLayers) {
    this.session = session;
    this.isOnHost = isOnHost;
    this.timesLayers = timesLayers;
  }

  /** Has a training timed on its devices, if they are accelerators that the run knows. */
  static TrainedDevice timed(Run run, TrainingSession session, Nd4jDevices devices) {
    session.timedOn(run::accelerator, devices, run.configuration().overhead());
    return new TrainedDevice(
        session, Nd4jDevices.areOnHost(), run.configuration().layersOnDevice());
  }

  /** A phase begins. */
  void begin(Phase phase) {
    session.deviceBegins(name(), phase);
  }

  /** It is over. */
  void end() {
    session.deviceEnds(name());
  }

  /** A layer begins; null when it is not timed on the device. */
  @Nullable DeviceSpan layerBegins() {
    return timesLayers ? session.deviceLayerBegins(name()) : null;
  }

  /**
   * It is over.
   *
   * @param series that of its time on the host
   */
  void layerEnds(DeviceSpan span, String series) {
    session.deviceLayerEnds(name(), span);
    span.named(series);
  }

  /** What was marked in the open step is given up: it begins again. */
  void restart() {
    session.deviceForgets();
  }

  private String name() {
    try {
      return isOnHost ? CPU : "gpu/" + Nd4j.getAffinityManager().getDeviceForCurrentThread();
    } catch (RuntimeException | LinkageError e) {
      return ""; // No device is called so.
    }
  }
}
