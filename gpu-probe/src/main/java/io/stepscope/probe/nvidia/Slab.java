package io.stepscope.probe.nvidia;

import java.util.Map;
import java.util.TreeMap;

/**
 * Hands out ranges of a block of memory, behind the others as long as there is room. Thread-safe.
 */
final class Slab {
  /** What a device wants the begin of an array to be a multiple of. */
  private static final int ALIGNMENT = 256;

  private final long size;
  private final int most;
  private boolean closed; // guarded by this
  private final TreeMap<Long, Long> taken = new TreeMap<>(); // begin to end; guarded by this

  /**
   * @param most ranges at once
   */
  Slab(long size, int most) {
    this.size = size;
    this.most = most;
  }

  /** Where a free range of so many bytes begins, now taken; -1 if there is none. */
  synchronized long take(long bytes) {
    if (closed || taken.size() >= most) {
      return -1;
    }
    Map.Entry<Long, Long> last = taken.lastEntry();
    long begin = last == null ? 0 : last.getValue();
    if (bytes > size - begin) {
      begin = firstFree(bytes);
    }
    if (bytes > size - begin) {
      return -1;
    }
    long end = begin + Math.max(bytes, 1);
    taken.put(begin, Math.min(size, (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT));
    return begin;
  }

  private long firstFree(long bytes) {
    long begin = 0;
    for (var range : taken.entrySet()) {
      if (range.getKey() - begin >= bytes) {
        break;
      }
      begin = range.getValue();
    }
    return begin;
  }

  /** Gives back the range that begins here. */
  synchronized void give(long begin) {
    taken.remove(begin);
  }

  synchronized boolean isUnused() {
    return taken.isEmpty();
  }

  /** Whether nothing is taken; then nothing will be any more. */
  synchronized boolean closeIfUnused() {
    closed |= taken.isEmpty();
    return closed;
  }
}
