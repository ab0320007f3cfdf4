package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names of a model's parameters by the ids that optimizers know them by. */
final class ParameterNames {

  private final Block block;
  private final Map<String, String> names = new HashMap<>();

  ParameterNames(Block block) {
    this.block = block;
  }

  /** The name of a parameter; its id when the model does not hold it. */
  String of(String id) {
    String name = names.get(id);
    if (name == null) {
      for (Pair<String, Parameter> pair : block.getParameters()) {
        names.putIfAbsent(pair.getValue().getId(), pair.getKey());
      }
      name = names.computeIfAbsent(id, unknown -> unknown);
    }
    return name;
  }

  /** The parameters that an optimizer changes, by id. */
  Map<String, Parameter> trainable() {
    Map<String, Parameter> trainable = new LinkedHashMap<>();
    for (Pair<String, Parameter> pair : block.getParameters()) {
      Parameter parameter = pair.getValue();
      if (parameter.isInitialized() && parameter.requiresGradient()) {
        trainable.putIfAbsent(parameter.getId(), parameter);
      }
    }
    return trainable;
  }
}
