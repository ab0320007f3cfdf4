package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/**
 * One collector of gradients that no trainer made, and what calculates while it collects. The first
 * block that is not within another one is the model that is trained.
 *
 * <p>Used by the thread that made the collector.
 */
final class FreePass implements BlockWatch {

  private final Object collector;
  private final FreeLoops loops;
  private int depth;
  private long began;
  private long forwardNanos;
  private @Nullable Block model;
  private @Nullable ParameterStore store;
  private @Nullable LayerTimes layers;

  FreePass(Object collector, FreeLoops loops) {
    this.collector = collector;
    this.loops = loops;
  }

  /** Whether it is that of {@code other}. */
  boolean isOf(Object other) {
    return collector == other;
  }

  /** The model that calculated; null when none did. */
  @Nullable Block model() {
    return model;
  }

  /** What the model got its parameters from; null when no model calculated. */
  @Nullable ParameterStore store() {
    return store;
  }

  /** Nanoseconds that models calculated since the last call. */
  long takeForwardNanos() {
    long taken = forwardNanos;
    forwardNanos = 0;
    return taken;
  }

  @Override
  public void enter(Block block, @Nullable ParameterStore from) {
    if (depth++ == 0) {
      if (model == null) {
        model = block;
        store = from;
      }
      FreeLoop loop = from == null ? null : loops.known(from);
      layers = loop == null ? null : loop.layersOfThisStep();
      began = System.nanoTime();
    }
    if (layers != null) {
      layers.enter(block, from);
    }
  }

  @Override
  public void exit() {
    if (layers != null) {
      layers.exit();
    }
    if (--depth == 0) {
      forwardNanos += System.nanoTime() - began;
    }
  }
}
