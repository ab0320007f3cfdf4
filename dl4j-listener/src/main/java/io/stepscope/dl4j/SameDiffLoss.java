package io.stepscope.dl4j;

import io.stepscope.event.Params;
import io.stepscope.recorder.Recorder;
import io.stepscope.training.DeviceTensor;
import io.stepscope.training.TrainingSession;
import java.util.Map;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss of each step, as the value that its variable has; never the 0 that the released SameDiff
 * reports for a loss that it did not calculate.
 */
final class SameDiffLoss {

  private static final String TAG = "train/loss";

  private static final String DEFECT =
      "this release of SameDiff leaves the loss out of its training steps and reports 0; ";

  private final Recorder recorder;
  private final TrainingSession session;
  private final Nd4jDevices devices;
  private final SameDiffLossRequest request = new SameDiffLossRequest();
  private boolean said;
  private boolean requested;
  private boolean seen;

  SameDiffLoss(Recorder recorder, TrainingSession session, Nd4jDevices devices) {
    this.recorder = recorder;
    this.session = session;
    this.devices = devices;
  }

  /**
   * A step begins.
   *
   * @param repair whether to have SameDiff calculate a loss that it would leave out
   */
  void begin(TrainingConfig config, SameDiffGraph graph, boolean repair) {
    seen = false;
    requested = repair && graph.isLossPruned();
    if (requested) {
      request.ask(config, graph.losses());
    }
  }

  /** The step knows what it has to calculate, or is given up. */
  void calculating() {
    request.withdraw();
  }

  /** A loss variable has a value. */
  void value(INDArray value) {
    seen = true;
    DeviceTensor place =
        devices.areAskedElsewhere() && Nd4jViews.isDense(value) ? devices.find(value) : null;
    if (place != null && session.loss("", place, 0)) {
      return;
    }
    if (value.length() == 1 && value.dataType() != DataType.DOUBLE) {
      session.loss("", value.getFloat(0), 0);
    } else {
      double sum = 0;
      for (long i = 0; i < value.length(); i++) {
        sum += value.getDouble(i);
      }
      session.loss("", sum, 0);
    }
  }

  /**
   * The step is over.
   *
   * @param reported what SameDiff says
   */
  void end(SameDiffGraph graph, Loss reported) {
    request.withdraw();
    if (requested && seen) {
      session.lossWasEvaluated();
    }
    if (graph.isLossPruned() && !said) {
      said = true;
      say();
    }
    double[] all = reported.getLosses();
    // With more of either kind the released version mixes them up.
    if (all.length == 2 && graph.losses().size() == 1) {
      session.metric("regularization", (float) all[1], 1);
    }
  }

  private void say() {
    if (seen) {
      recorder.notices().once(TAG, DEFECT + "it is asked to calculate it, so train/loss is right");
    } else {
      recorder.params(Params.Group.TAGS, Map.of(TAG, "missing"));
      recorder.notices().once(TAG, DEFECT + "train/loss is not recorded");
    }
  }
}
