package io.stepscope.djl;

import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/** Hears of the blocks that calculate on one thread, one within the other. Does not throw. */
interface BlockWatch {

  /** A block begins to calculate. */
  void enter(Block block, @Nullable ParameterStore store);

  /** The block that was entered last is done. */
  void exit();
}
