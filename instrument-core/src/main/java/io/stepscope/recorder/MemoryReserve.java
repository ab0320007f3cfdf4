package io.stepscope.recorder;

import org.jspecify.annotations.Nullable;

/**
 * Room on the heap that is kept for telling that there is no room left. One for the process.
 * Thread-safe.
 */
public final class MemoryReserve {

  /** Small pieces fit where collectors have regions, and a large one would need one of its own. */
  private static final int PIECES = 32;

  private static final int PIECE_BYTES = 32 * 1024;

  private static volatile byte @Nullable [][] pieces;

  private MemoryReserve() {}

  /** Keeps the room from now on, if it is not kept already. */
  public static void keep() {
    if (pieces == null) {
      pieces = new byte[PIECES][PIECE_BYTES];
    }
  }

  /** Gives the room free; needs none itself. */
  public static void release() {
    pieces = null;
  }
}
