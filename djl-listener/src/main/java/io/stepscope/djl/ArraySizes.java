package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import io.stepscope.memory.KnownTensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names, shapes and sizes of a training's arrays. Keeps none of them. */
final class ArraySizes {

  private ArraySizes() {}

  /** The parameters of a model; or only those that are learnt, as their gradients are. */
  static List<Tensor> ofParameters(ParameterNames names, boolean trainable) {
    List<Tensor> tensors = new ArrayList<>();
    names.forEach(
        (name, parameter) -> {
          if (parameter.isInitialized() && (!trainable || parameter.requiresGradient())) {
            tensors.add(of(name, parameter.getArray()));
          }
        });
    return tensors;
  }

  /** What an optimizer keeps, {@code means 01Linear_weight}. */
  static List<Tensor> ofState(@Nullable Optimizer optimizer, ParameterNames names) {
    List<Tensor> tensors = new ArrayList<>();
    if (optimizer != null) {
      OptimizerState.forEach(
          optimizer, (field, id, array) -> tensors.add(of(field + " " + names.of(id), array)));
    }
    return tensors;
  }

  static Tensor of(String name, NDArray array) {
    var shape = array.getShape();
    long bytes = shape.size() * array.getDataType().getNumOfBytes();
    return new Tensor(name, shape.toString(), typeOf(array), bytes);
  }

  static String typeOf(NDArray array) {
    return array.getDataType().name().toLowerCase(Locale.ROOT);
  }
}
