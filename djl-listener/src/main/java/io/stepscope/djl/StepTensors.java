package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.stepscope.training.TensorView;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows gradients and weights to the session, parameter by parameter. */
final class StepTensors {

  private final TrainingSession session;
  private final ParameterNames names;

  StepTensors(TrainingSession session, ParameterNames names) {
    this.session = session;
    this.names = names;
  }

  /**
   * Before an update: the gradient, and the weights it is about to change.
   *
   * @param weights one array per device
   */
  void before(String id, NDArray[] weights) {
    String name = names.of(id);
    List<TensorView> gradients = new ArrayList<>(weights.length);
    try {
      for (NDArray array : weights) {
        TensorView view = ArrayViews.ofGradient(array);
        if (view != null) {
          gradients.add(view);
        }
      }
      if (!gradients.isEmpty()) {
        session.gradient(name, gradients);
      }
    } finally {
      gradients.forEach(TensorView::close);
    }
    try (TensorView view = ArrayViews.of(weights[0])) {
      if (view != null) {
        session.weightsBefore(name, view);
      }
    }
  }

  /** After an update: what it changed. */
  void after(String id, NDArray[] weights) {
    try (TensorView view = ArrayViews.of(weights[0])) {
      if (view != null) {
        session.weightsAfter(names.of(id), view);
      }
    }
  }

  /** {@link #before} for all parameters at once. */
  void beforeAll(@Nullable ParameterStore store, Device[] devices) {
    names.trainable().forEach((id, parameter) -> before(id, arrays(parameter, store, devices)));
  }

  /** {@link #after} for all parameters at once. */
  void afterAll(@Nullable ParameterStore store, Device[] devices) {
    names.trainable().forEach((id, parameter) -> after(id, arrays(parameter, store, devices)));
  }

  /** The weights that the training ended with. */
  void last(@Nullable ParameterStore store, Device[] devices) {
    names
        .trainable()
        .forEach(
            (id, parameter) -> {
              try (TensorView view = ArrayViews.of(arrays(parameter, store, devices)[0])) {
                if (view != null) {
                  session.finalWeights(names.of(id), view);
                }
              }
            });
  }

  /** The arrays of each device; without a store to ask, the model's own. */
  private static NDArray[] arrays(
      Parameter parameter, @Nullable ParameterStore store, Device[] devices) {
    if (store == null) {
      return new NDArray[] {parameter.getArray()};
    }
    NDArray[] arrays = new NDArray[devices.length];
    for (int i = 0; i < devices.length; i++) {
      arrays[i] = store.getValue(parameter, devices[i], true);
    }
    return arrays;
  }
}
