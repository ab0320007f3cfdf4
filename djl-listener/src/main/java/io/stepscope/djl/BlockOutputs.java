package io.stepscope.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.util.Pair;
import io.stepscope.memory.KnownTensors.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * How large the outputs of a model's blocks are, by the names that {@link LayerTimes} gives blocks.
 * Used by one thread at a time; empty between two steps.
 */
final class BlockOutputs {

  private final IdentityHashMap<Block, List<Tensor>> outputs = new IdentityHashMap<>();

  /** A block gave this out. */
  void gave(Block block, NDList arrays) {
    List<Tensor> sizes = new ArrayList<>();
    for (NDArray array : arrays) {
      sizes.add(ArraySizes.of("", array));
    }
    outputs.put(block, sizes);
  }

  /** Those of the blocks of {@code model}; forgets all. */
  List<Tensor> take(Block model) {
    List<Tensor> named = new ArrayList<>();
    name(named, "", model);
    outputs.clear();
    return named;
  }

  private void name(List<Tensor> named, String prefix, Block block) {
    for (Pair<String, Block> child : block.getChildren()) {
      String name = prefix + child.getKey();
      List<Tensor> sizes = outputs.remove(child.getValue());
      if (sizes != null) {
        for (Tensor size : sizes) {
          named.add(new Tensor(name, size.shape(), size.type(), size.bytes()));
        }
      }
      name(named, name + "_", child.getValue());
    }
  }
}
