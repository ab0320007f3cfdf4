package io.stepscope.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Memory for copies of tensors, in chunks of one size that are made when first needed and then used
 * again and again. There is a limit to it, and who finds none does without.
 *
 * <p>Thread-safe: training threads take chunks, and whoever has counted a copy gives them back.
 */
final class ChunkPool {

  /** A quarter of a mebibyte: too small to be a humongous object for any garbage collector. */
  static final int CHUNK_BYTES = 256 << 10;

  private final int most;
  private final ArrayDeque<Chunk> free = new ArrayDeque<>();
  private int made;
  private boolean closed;

  /**
   * A pool that holds nothing yet.
   *
   * @param bytes most memory it may use
   */
  ChunkPool(long bytes) {
    most = (int) Math.min(bytes / CHUNK_BYTES, Integer.MAX_VALUE);
  }

  /** Most bytes that it may use. */
  long bytes() {
    return (long) most * CHUNK_BYTES;
  }

  /** Takes {@code count} chunks, each for one user; false if there are not that many. */
  synchronized boolean take(int count, List<Chunk> into) {
    if (closed || count > most - made + free.size()) {
      return false;
    }
    while (free.size() < count) {
      if (!make()) {
        return false;
      }
    }
    for (int i = 0; i < count; i++) {
      Chunk chunk = free.pop();
      chunk.users = 1;
      into.add(chunk);
    }
    return true;
  }

  /** Takes note of another user of a chunk that has one. */
  synchronized void share(Chunk chunk) {
    chunk.users++;
  }

  /** A user is done with {@code chunk}; without any it is free again. */
  synchronized void release(Chunk chunk) {
    if (--chunk.users == 0) {
      if (closed) {
        made--;
      } else {
        free.push(chunk);
      }
    }
  }

  /** Chunks that have users. */
  synchronized int used() {
    return made - free.size();
  }

  /** Chunks that there are, used or free. */
  synchronized int made() {
    return made;
  }

  /** Gives the memory of free chunks back to the heap. */
  synchronized void trim() {
    made -= free.size();
    free.clear();
  }

  /** Gives all memory back, that of used chunks as soon as they are free. */
  synchronized void close() {
    closed = true;
    trim();
  }

  private boolean make() {
    try {
      free.push(new Chunk());
      made++;
      return true;
    } catch (OutOfMemoryError e) {
      return false; // The program needs it more.
    }
  }

  /** A piece of memory that copies of one or several tensors lie in. */
  static final class Chunk {
    final ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Guarded by the pool. */
    private int users;
  }
}
