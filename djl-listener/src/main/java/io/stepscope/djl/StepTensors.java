package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.stepscope.training.TensorView;
import io.stepscope.training.TrainingSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows gradients and weights to the session, parameter by parameter. */
final class StepTensors {

  private final TrainingSession session;
  private final ParameterNames names;
  private final ArrayViews views;

  /** Parameters of the open step that were shown before their turn. */
  private final Set<String> shown = new HashSet<>();

  StepTensors(TrainingSession session, ParameterNames names, DeviceArrays devices) {
    this.session = session;
    this.names = names;
    views = new ArrayViews(devices);
  }

  /**
   * Before the first update of a step. What lies on a device that counts it is counted in one go
   * with all that is updated in the same step.
   *
   * @param weights the arrays of the parameter that is about to be updated, one per device
   * @param ids tells the ids of all that are known to be updated
   */
  void beforeFirst(
      String id, NDArray[] weights, @Nullable ParameterStore store, Supplier<Set<String>> ids) {
    shown.clear();
    if (store != null && views.areOnDevice(weights)) {
      Set<String> updated = ids.get();
      names
          .trainable()
          .forEach(
              (other, parameter) -> {
                // To ask the store for a parameter that it does not know would make it update that.
                if (updated.contains(other) && !other.equals(id)) {
                  show(other, arrays(parameter, store, devicesOf(weights)));
                  shown.add(other);
                }
              });
    }
    before(id, weights);
  }

  /**
   * Before an update: the gradient, and the weights it is about to change.
   *
   * @param weights one array per device
   */
  void before(String id, NDArray[] weights) {
    if (!shown.remove(id)) {
      show(id, weights);
      session.tensorsShown();
    }
  }

  /**
   * Shows what {@link #before} does; {@link TrainingSession#tensorsShown} is to be called when all
   * are shown.
   */
  void show(String id, NDArray[] weights) {
    String name = names.of(id);
    List<TensorView> gradients = new ArrayList<>(weights.length);
    try {
      for (NDArray array : weights) {
        TensorView view = views.ofGradient(array);
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
    try (TensorView view = views.of(weights[0])) {
      if (view != null) {
        session.weightsBefore(name, view);
      }
    }
  }

  /** After an update: what it changed. */
  void after(String id, NDArray[] weights) {
    try (TensorView view = views.of(weights[0])) {
      if (view != null) {
        session.weightsAfter(names.of(id), view);
      }
    }
  }

  /** {@link #before} for all parameters at once. */
  void beforeAll(@Nullable ParameterStore store, Device[] devices) {
    names.trainable().forEach((id, parameter) -> show(id, arrays(parameter, store, devices)));
    session.tensorsShown();
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
              try (TensorView view = views.of(arrays(parameter, store, devices)[0])) {
                if (view != null) {
                  session.finalWeights(names.of(id), view);
                }
              }
            });
  }

  private static Device[] devicesOf(NDArray[] arrays) {
    return Arrays.stream(arrays).map(NDArray::getDevice).toArray(Device[]::new);
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
