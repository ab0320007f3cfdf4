package io.stepscope.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.util.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a training begin again: new weights in the same arrays, on all devices, and an optimizer
 * that remembers nothing. What the training does not change, frozen layers above all, stays as it
 * is.
 */
final class TrainerReset {

  private final Trainer trainer;
  private final TrainerHooks hooks;
  private final Set<String> loaded = new HashSet<>();

  /** To be made with the trainer: what has weights by then was loaded. */
  TrainerReset(Trainer trainer, TrainerHooks hooks) {
    this.trainer = trainer;
    this.hooks = hooks;
    for (Pair<String, Parameter> pair : trainer.getModel().getBlock().getParameters()) {
      if (pair.getValue().isInitialized()) {
        loaded.add(pair.getValue().getId());
      }
    }
  }

  /**
   * Resets.
   *
   * @param initial the weights of the start; null for new ones from the initializers
   * @throws IOException if the weights of the start cannot be read; nothing is changed then
   */
  void run(ParameterStore store, Optimizer optimizer, @Nullable InitialWeights initial)
      throws IOException {
    Block block = trainer.getModel().getBlock();
    try (NDManager scratch = trainer.getModel().getNDManager().newSubManager()) {
      List<Change> changes = new ArrayList<>();
      for (Parameter parameter : trained(block)) {
        ByteBuffer values =
            initial != null && initial.has(parameter)
                ? initial.get(parameter)
                : fresh(parameter, scratch);
        changes.add(new Change(arrays(parameter, store), values));
      }
      changes.forEach(Change::make);
    }
    OptimizerState.clear(optimizer);
    hooks.renewServer(trainer.getManager().getEngine(), optimizer, block);
  }

  /** The parameters that training changes, each once. */
  private Set<Parameter> trained(Block block) {
    Set<Parameter> trained = new HashSet<>();
    collect(block, trained);
    return trained;
  }

  private void collect(Block block, Set<Parameter> trained) {
    boolean learns =
        block.getDirectParameters().values().stream().anyMatch(Parameter::requiresGradient);
    for (Parameter parameter : block.getDirectParameters().values()) {
      boolean statistic =
          parameter.getType() == Parameter.Type.RUNNING_MEAN
              || parameter.getType() == Parameter.Type.RUNNING_VAR;
      boolean changes =
          parameter.requiresGradient()
              || (statistic && (learns || !loaded.contains(parameter.getId())));
      if (parameter.isInitialized() && changes) {
        trained.add(parameter);
      }
    }
    for (Pair<String, Block> child : block.getChildren()) {
      collect(child.getValue(), trained);
    }
  }

  private static ByteBuffer fresh(Parameter parameter, NDManager scratch) {
    if (parameter.getInitializer() == null) {
      throw new IllegalStateException("parameter " + parameter.getName() + " has no initializer");
    }
    NDArray now = parameter.getArray();
    NDArray values =
        parameter.getInitializer().initialize(scratch, now.getShape(), now.getDataType());
    return ArrayMemory.read(values);
  }

  /** The parameter's arrays on the devices that train, and the model's own. */
  private List<NDArray> arrays(Parameter parameter, ParameterStore store) {
    List<NDArray> arrays = new ArrayList<>();
    arrays.add(parameter.getArray());
    boolean known =
        PrivateField.read(store, "parameterMap") instanceof Map<?, ?> map
            && map.containsKey(parameter.getId());
    if (known) {
      for (Device device : trainer.getDevices()) {
        NDArray mirror = store.getValue(parameter, device, true);
        if (arrays.stream().noneMatch(array -> array == mirror)) {
          arrays.add(mirror);
        }
      }
    }
    return arrays;
  }

  /** New values of one parameter. */
  private record Change(List<NDArray> arrays, ByteBuffer values) {

    void make() {
      for (NDArray array : arrays) {
        ArrayMemory.write(array, values);
      }
    }
  }
}
