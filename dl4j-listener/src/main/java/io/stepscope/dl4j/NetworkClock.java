package io.stepscope.dl4j;

import io.stepscope.recorder.Recorder;
import io.stepscope.training.Phase;
import io.stepscope.training.TrainingSession;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a network spends its time on, on the host and on its device. A listener hears of
 * the end of the forward and of the backward pass, and of the gradients before and after the
 * update; all else is told by the java agent. An optimizer that evaluates a step more than once
 * does so within its update.
 */
final class NetworkClock {

  private static final long UNKNOWN = Long.MIN_VALUE;

  private final TrainingSession session;
  private final TrainedDevice device;
  private final LayerTimes layers;
  private boolean timesLayers;
  private long forwardBegan = UNKNOWN;
  private long forward = UNKNOWN;
  private long backwardBegan = UNKNOWN;
  private long backwardEnded = UNKNOWN;
  private long updateBegan = UNKNOWN;

  /** Whether the agent tells of passes, so that listeners need not. */
  private boolean watched;

  NetworkClock(TrainingSession session, TrainedDevice device, Recorder recorder) {
    this.session = session;
    this.device = device;
    layers = new LayerTimes(recorder, device);
  }

  /**
   * The agent: a forward pass begins.
   *
   * @param withLayers whether its layers are timed, and those of the backward pass that follows
   */
  void forwardBegins(boolean withLayers) {
    layers.forget();
    timesLayers = withLayers;
    forward = UNKNOWN;
    watched = true;
    if (updateBegan == UNKNOWN) {
      device.restart();
      device.begin(Phase.FORWARD);
    }
    forwardBegan = System.nanoTime();
  }

  /** The agent: it is over. */
  void forwardEnds() {
    if (forwardBegan != UNKNOWN) {
      forward = System.nanoTime() - forwardBegan;
      forwardBegan = UNKNOWN;
      if (updateBegan == UNKNOWN) {
        device.end();
      }
    }
  }

  /** The agent: the backward pass begins, when all listeners have heard of the forward pass. */
  void backwardBegins() {
    if (updateBegan == UNKNOWN) {
      device.begin(Phase.BACKWARD);
    }
    backwardBegan = System.nanoTime();
  }

  /** The agent: a layer begins in either. */
  void layerBegins() {
    if (timesLayers) {
      layers.begins();
    }
  }

  /** The agent: it is over. */
  void layerEnds(@Nullable Network network, @Nullable Object layer, boolean isForward) {
    if (timesLayers && network != null && layer != null) {
      String name = network.nameOf(layer);
      if (name != null) {
        layers.ends(name, isForward);
      }
    }
  }

  /** A listener: the forward pass is over, and we have seen what it gave out. */
  void forwardSeen() {
    if (!watched && updateBegan == UNKNOWN) {
      device.restart();
      device.begin(Phase.BACKWARD);
    }
    backwardBegan = System.nanoTime();
  }

  /** A listener: the backward pass is over. */
  void backwardSeen() {
    backwardEnded = System.nanoTime();
    if (updateBegan == UNKNOWN) {
      device.end();
    }
  }

  /** A listener: the gradients are there, and we have seen them. */
  void gradientsSeen() {
    if (updateBegan == UNKNOWN) {
      device.begin(Phase.UPDATE);
      updateBegan = System.nanoTime();
    }
  }

  /** The open step is given up between its gradients and its end: no update goes on. */
  void givenUp() {
    updateBegan = UNKNOWN;
    device.restart();
  }

  /** A listener: the update is over. */
  void updateSeen() {
    device.end();
  }

  /** Records the passes that gave the gradients of the open step. */
  void recordPasses() {
    if (forward != UNKNOWN) {
      session.phase(Phase.FORWARD, forward);
    }
    if (backwardBegan != UNKNOWN && backwardEnded != UNKNOWN) {
      session.phase(Phase.BACKWARD, backwardEnded - backwardBegan);
    }
    if (timesLayers) {
      timesLayers = false;
      layers.record(session.step());
    }
  }

  /**
   * Records the rest of the open step.
   *
   * @param now when its update was over
   * @param inEpoch whether its batch came from an iterator
   * @param waitedMillis what the framework waited for the batch; negative when it does not say
   */
  void recordStep(long now, boolean inEpoch, long waitedMillis) {
    if (updateBegan != UNKNOWN) {
      session.phase(Phase.UPDATE, now - updateBegan);
    }
    long waited = WaitingTimes.take();
    if (waited >= 0 && inEpoch) {
      session.phase(Phase.DATA, waited);
    } else if (waitedMillis >= 0 && inEpoch) {
      session.phase(Phase.DATA, TimeUnit.MILLISECONDS.toNanos(waitedMillis));
    }
    forward = UNKNOWN;
    backwardBegan = UNKNOWN;
    backwardEnded = UNKNOWN;
    updateBegan = UNKNOWN;
    timesLayers = false;
  }
}
