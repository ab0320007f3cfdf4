package io.stepscope.dl4j;

import io.stepscope.Run;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
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

  private TrainedDevice(TrainingSession session, boolean isOnHost) {
    this.session = session;
    this.isOnHost = isOnHost;
  }

  /** Has a training timed on its devices, if they are accelerators that the run knows. */
  static TrainedDevice timed(Run run, TrainingSession session, Nd4jDevices devices) {
    session.timedOn(run::accelerator, devices, run.configuration().overhead());
    return new TrainedDevice(session, Nd4jDevices.areOnHost());
  }

  /** A phase begins. */
  void begin(Phase phase) {
    session.deviceBegins(name(), phase);
  }

  /** It is over. */
  void end() {
    session.deviceEnds(name());
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
