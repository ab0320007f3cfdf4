package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.stepscope.training.TrainingSession;
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
 * time.
 */
final class LayerTimes implements BlockWatch {

  private final Block root;

  /** Names of series by block; null until they are needed. */
  private @Nullable IdentityHashMap<Block, String> series;

  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private Block[] blocks = new Block[16];
  private long[] began = new long[16];
  private long[] costBefore = new long[16];
  private int depth;
  private long cost;

  LayerTimes(Block root) {
    this.root = root;
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
      String name = names().get(blocks[depth]);
      if (name != null) {
        nanos.merge(name, from - began[depth] - (cost - costBefore[depth]), Long::sum);
      }
    }
    cost += System.nanoTime() - from;
  }

  /** Another calculation begins, whatever became of the last. */
  void begin() {
    depth = 0;
  }

  /** Records the times of the open step, if there are any, and forgets them. */
  void record(TrainingSession session) {
    if (!nanos.isEmpty()) {
      session.layers(nanos, cost);
      nanos.clear();
    }
    cost = 0;
  }

  private IdentityHashMap<Block, String> names() {
    IdentityHashMap<Block, String> known = series;
    if (known == null) {
      known = new IdentityHashMap<>();
      add(known, "", root);
      series = known;
    }
    return known;
  }

  private static void add(IdentityHashMap<Block, String> names, String prefix, Block block) {
    for (Pair<String, Block> child : block.getChildren()) {
      String name = prefix + child.getKey();
      names.putIfAbsent(child.getValue(), "time/layer/" + name + "/forward");
      add(names, name + "_", child.getValue());
    }
  }
}
