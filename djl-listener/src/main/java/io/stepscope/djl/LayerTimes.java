package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.stepscope.training.DeviceSpan;
import io.stepscope.training.TrainingSession;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the blocks of a model took to calculate forward in one step, each with all within it, as
 * the host sees it, and as their device does if that is wanted. A block is named as its parameters
 * are: {@code 01Linear} has {@code 01Linear_weight}.
 *
 * <p>What watching costs is taken off the times and counted for the budget. Used by one thread at a
 * time. Between two steps it keeps no model alive.
 */
final class LayerTimes implements BlockWatch {

  private final WeakReference<Block> root;
  private final TrainedDevices devices;

  private final IdentityHashMap<Block, Long> nanos = new IdentityHashMap<>();
  private final IdentityHashMap<Block, List<DeviceSpan>> onDevice = new IdentityHashMap<>();
  private @Nullable DeviceSpan[] spans = new DeviceSpan[16];
  private String device = "";
  private Block[] blocks = new Block[16];
  private long[] began = new long[16];
  private long[] costBefore = new long[16];
  private int depth;
  private long cost;

  LayerTimes(Block root, TrainedDevices devices) {
    this.root = new WeakReference<>(root);
    this.devices = devices;
  }

  @Override
  public void enter(Block block, @Nullable ParameterStore store) {
    long from = System.nanoTime();
    if (depth == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * depth);
      began = Arrays.copyOf(began, 2 * depth);
      costBefore = Arrays.copyOf(costBefore, 2 * depth);
      spans = Arrays.copyOf(spans, 2 * depth);
    }
    blocks[depth] = block;
    spans[depth] = devices.layerBegins(device);
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
      DeviceSpan span = spans[depth];
      if (span != null) {
        devices.layerEnds(device, span);
        onDevice.computeIfAbsent(blocks[depth], block -> new ArrayList<>()).add(span);
        spans[depth] = null;
      }
    }
    cost += System.nanoTime() - from;
  }

  /** Another calculation begins on {@code on}, whatever became of the last. */
  void begin(String on) {
    device = on;
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
      onDevice.clear();
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
        String series = "time/layer/" + name + "/forward";
        named.put(series, took);
        onDevice.getOrDefault(child.getValue(), List.of()).forEach(span -> span.named(series));
      }
      name(named, name + "_", child.getValue());
    }
  }
}
