package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * One collector of gradients that no trainer made, and what calculates while it collects. The first
 * block that is not within another one is the model that is trained.
 *
 * <p>Used by the thread that made the collector; keeps nothing of the program alive, as some
 * collectors are never closed.
 */
final class FreePass implements BlockWatch {

  private static final WeakReference<Block> NO_MODEL = new WeakReference<>(null);
  private static final WeakReference<ParameterStore> NO_STORE = new WeakReference<>(null);

  private final WeakReference<Object> collector;
  private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());
  private final FreeLoops loops;
  private int depth;
  private long began;
  private long forwardNanos;
  private boolean modelSeen;
  private WeakReference<Block> model = NO_MODEL;
  private WeakReference<ParameterStore> store = NO_STORE;
  private @Nullable LayerTimes layers;

  FreePass(Object collector, FreeLoops loops) {
    this.collector = new WeakReference<>(collector);
    this.loops = loops;
  }

  /** Whether it is that of {@code other}. */
  boolean isOf(Object other) {
    return collector.refersTo(other);
  }

  /** The thread that it began on. */
  WeakReference<Thread> thread() {
    return thread;
  }

  /** Whether nobody can calculate in it any more: its collector is gone, or its thread. */
  boolean isOver() {
    Thread on = thread.get();
    return collector.refersTo(null) || on == null || !on.isAlive();
  }

  /** The model that calculated; null when none did. */
  @Nullable Block model() {
    return model.get();
  }

  /** What the model got its parameters from; null when no model calculated. */
  @Nullable ParameterStore store() {
    return store.get();
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
      if (!modelSeen) {
        modelSeen = true;
        model = new WeakReference<>(block);
        store = from == null ? NO_STORE : new WeakReference<>(from);
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
