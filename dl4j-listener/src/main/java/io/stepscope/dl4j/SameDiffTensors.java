package io.stepscope.dl4j;

import io.stepscope.training.TensorView;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shows gradients and weights to the session, parameter by parameter. SameDiff changes the weights
 * of a parameter right after its gradient, so what is new is seen with the operation that follows.
 */
final class SameDiffTensors {

  private final TrainingSession session;
  private final Nd4jDevices devices;
  private final List<Changing> changing = new ArrayList<>();

  SameDiffTensors(TrainingSession session, Nd4jDevices devices) {
    this.session = session;
    this.devices = devices;
  }

  /** A gradient is there; its parameter is about to change. */
  void before(SameDiff graph, String parameter, INDArray gradient) {
    try (TensorView view = Nd4jViews.of(gradient, devices)) {
      if (view != null) {
        session.gradient(parameter, List.of(view));
      }
    }
    INDArray weights = graph.getVariable(parameter).getArr();
    try (TensorView view = Nd4jViews.of(weights, devices)) {
      if (view != null) {
        session.weightsBefore(parameter, view);
        changing.add(new Changing(parameter, weights));
      }
    }
    session.tensorsShown();
  }

  /** Whether parameters were about to change when they were last looked at. */
  boolean areChanging() {
    return !changing.isEmpty();
  }

  /** They have changed. */
  void after() {
    try {
      for (Changing each : changing) {
        try (TensorView view = Nd4jViews.of(each.weights, devices)) {
          if (view != null) {
            session.weightsAfter(each.parameter, view);
          }
        }
      }
    } finally {
      changing.clear();
    }
  }

  /** The step was given up. */
  void forget() {
    changing.clear();
  }

  /** The weights that the training ended with. */
  void last(SameDiff graph, Iterable<String> parameters) {
    for (String parameter : parameters) {
      try (TensorView view = Nd4jViews.of(graph.getVariable(parameter).getArr(), devices)) {
        if (view != null) {
          session.finalWeights(parameter, view);
        }
      }
    }
  }

  /** Weights that are looked at before and after. */
  private record Changing(String parameter, INDArray weights) {}
}
