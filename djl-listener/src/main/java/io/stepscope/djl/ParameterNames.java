package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Names of a model's parameters by the ids that optimizers know them by. Keeps no model alive. */
final class ParameterNames {

  private final WeakReference<Block> model;
  private final Map<String, String> names = new HashMap<>();

  ParameterNames(Block model) {
    this.model = new WeakReference<>(model);
  }

  /** The name of a parameter; its id when the model does not hold it. */
  String of(String id) {
    String name = names.get(id);
    if (name == null) {
      for (Pair<String, Parameter> pair : parameters()) {
        names.putIfAbsent(pair.getValue().getId(), pair.getKey());
      }
      name = names.computeIfAbsent(id, unknown -> unknown);
    }
    return name;
  }

  private Iterable<Pair<String, Parameter>> parameters() {
    Block present = model.get();
    return present == null ? List.of() : present.getParameters();
  }

  /** Shows each parameter with its name. */
  void forEach(BiConsumer<String, Parameter> what) {
    for (Pair<String, Parameter> pair : parameters()) {
      what.accept(pair.getKey(), pair.getValue());
    }
  }

  /** The parameters that an optimizer changes, by id. */
  Map<String, Parameter> trainable() {
    Map<String, Parameter> trainable = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : parameters()) {
      Parameter parameter = pair.getValue();
      if (parameter.isInitialized() && parameter.requiresGradient()) {
        trainable.putIfAbsent(parameter.getId(), parameter);
      }
    }
    return trainable;
  }
}
