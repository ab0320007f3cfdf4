package io.stepscope.benchmarks.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a virtual machine own the memory that it will use. Its host may hand out a page only when
 * it is first touched, which can take fifteen microseconds: a hundred times as long as writing it.
 */
final class MachineMemory {

  private static final int PIECE = 1 << 28;

  private MachineMemory() {}

  /**
   * Touches {@code bytes} of memory and frees them. Zeroing, which allocating is, touches it all.
   * Stops early where the JVM may not have that much.
   */
  static void claim(long bytes) {
    List<ByteBuffer> claimed = new ArrayList<>();
    try {
      for (long done = 0; done < bytes; done += PIECE) {
        claimed.add(ByteBuffer.allocateDirect(PIECE));
      }
    } catch (OutOfMemoryError e) {
      System.out.printf("claimed %d MiB only%n", claimed.size() * (PIECE >> 20));
    }
    claimed.clear();
    System.gc();
  }
}
