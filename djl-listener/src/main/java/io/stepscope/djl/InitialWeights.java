package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.stepscope.control.StoredWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The weights that a training began with, for a reset to them.
 *
 * <p>A model that was loaded has them when the trainer is made. Others get theirs later, before the
 * first update; what a forward pass may have changed by then (running means and variances) an
 * initializer makes again, which has nothing random.
 */
final class InitialWeights {

  private final Block block;
  private final StoredWeights stored;
  private boolean complete;

  InitialWeights(Block block, Path folder) throws IOException {
    this.block = block;
    stored = new StoredWeights(folder.resolve("reset-weights"));
    store(true);
  }

  /** Stores what is not stored yet; to be called before each update, of which the first counts. */
  void beforeUpdate() throws IOException {
    if (!complete) {
      store(false);
      complete = true;
    }
  }

  boolean has(Parameter parameter) {
    return stored.has(parameter.getId());
  }

  ByteBuffer get(Parameter parameter) throws IOException {
    return stored.get(parameter.getId());
  }

  void close() throws IOException {
    stored.close();
  }

  private void store(boolean loaded) throws IOException {
    for (Pair<String, Parameter> pair : block.getParameters()) {
      Parameter parameter = pair.getValue();
      if (parameter.isInitialized()
          && !has(parameter)
          && (loaded || parameter.requiresGradient())) {
        NDArray array = parameter.getArray();
        stored.put(parameter.getId(), ArrayMemory.read(array));
      }
    }
  }
}
