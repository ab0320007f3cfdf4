package io.stepscope.memory;

import java.util.List;

/**
 * Counts who holds memory in a framework. Asked when memory ran out, on the thread that the
 * exception passes: soon done, with little memory, waiting for nobody. May throw.
 */
@FunctionalInterface
public interface MemoryHolders {

  /** Those who hold most, from the largest on; some dozens at most. */
  List<MemoryHolder> count();
}
