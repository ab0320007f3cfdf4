package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.stepscope.training.TrainingSession;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the blocks of a model took to calculate forward in one step, each with all within it, as
 * the host sees it. A block is named as its parameters are: {@code 01Linear} has {@code
 * 01Linear_weight}.
 *
 * <p>What watching costs is taken off the times and counted for the budget. Used by one thread at a
 * time. Between two steps it keeps no model alive.
 */
final class LayerTimes implements BlockWatch {

  private final WeakReference<Block> root;

  private final IdentityHashMap<Block, Long> nanos = new IdentityHashMap<>();
  private Block[] blocks = new Block[16];
  private long[] began = new long[16];
  private long[] costBefore = new long[16];
  private int depth;
  private long cost;

  LayerTimes(Block root) {
    this.root = new WeakReference<>(root);
  }

  @Override
  public void enter(Block block, @Nullable ParameterStore store) {
    long from = System.nanoTime();
    if (depth == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * depth);
      began = Arrays.copyOf(began, 2 * depth);
      costBefore = Arrays.copyOf(costBefore, 2 * depth);
    }
    blocks[depth] = block;
    long now = System.nanoTime();
    cost += now - from;
    costBefore[depth] = cost;
    began[depth++] = now;
  }

  @Override
  public void exit() {
    long from = System.nanoTime();
    if (depth > 0) {
      depth--;
      nanos.merge(blocks[depth], from - began[depth] - (cost - costBefore[depth]), Long::sum);
    }
    cost += System.nanoTime() - from;
  }

  /** Another calculation begins, whatever became of the last. */
  void begin() {
    depth = 0;
  }

  /** Records the times of the open step, if there are any, and forgets them. */
  void record(TrainingSession session) {
    Block model = root.get();
    if (!nanos.isEmpty() && model != null) {
      long from = System.nanoTime();
      Map<String, Long> named = new LinkedHashMap<>();
      name(named, "", model);
      cost += System.nanoTime() - from;
      if (!named.isEmpty()) {
        session.layers(named, cost);
      }
    }
    forget();
  }

  private void forget() {
    if (!nanos.isEmpty()) {
      nanos.clear();
      Arrays.fill(blocks, null);
    }
    cost = 0;
  }

  /** A block that is in a model twice has its first name. */
  private void name(Map<String, Long> named, String prefix, Block block) {
    for (Pair<String, Block> child : block.getChildren()) {
      String name = prefix + child.getKey();
      Long took = nanos.remove(child.getValue());
      if (took != null) {
        named.put("time/layer/" + name + "/forward", took);
      }
      name(named, name + "_", child.getValue());
    }
  }
}
