package io.stepscope.journal;

import java.io.IOException;

/** Finds the leases in a part of a segment, block by block. */
final class LeaseCursor {
  private final Window window;
  private final SegmentFile file;
  private final int limit;
  private int position;

  private int start;
  private int end;
  private long baseTimeMicros;
  private int gapStart;
  private long damaged;

  /** Looks from block {@code from} on, and at nothing that begins at {@code limit} or later. */
  LeaseCursor(Window window, SegmentFile file, int from, int limit) {
    this.window = window;
    this.file = file;
    this.position = from;
    this.limit = limit;
  }

  /** Goes to the next lease; false when there is none. */
  boolean next() throws IOException {
    gapStart = -1;
    while (position < limit) {
      window.show(file, position, Format.BLOCK_BYTES);
      int at = window.index(position);
      int there = window.end() - position;
      if (there < Format.LEASE_HEAD_BYTES) {
        damaged += Math.max(there, 0);
        position = limit;
        return false;
      }
      long first = Format.word(window.bytes(), at);
      if (isHead(first, at)) {
        start = position;
        end = position + 8 * Format.words(first);
        baseTimeMicros = Format.word(window.bytes(), at + 8);
        position = end;
        return true;
      }
      if (first == 0 && gapStart < 0) {
        gapStart = position;
      }
      if (isDamaged(first, at, Math.min(there, Format.BLOCK_BYTES))) {
        damaged += Format.BLOCK_BYTES;
      }
      position += Format.BLOCK_BYTES;
    }
    return false;
  }

  private boolean isHead(long first, int at) {
    int words = Format.words(first);
    if (Format.type(first) != Format.LEASE
        || words % (Format.BLOCK_BYTES / 8) != 0
        || words == 0
        || position + 8L * words > file.size()) {
      return false;
    }
    int shape = Format.shape(Format.LEASE, words);
    int checksum = Checksum.of(window.bytes(), at, 2, (file.base() + position) >>> 3, shape);
    return first == Format.seal(shape, checksum);
  }

  /** A claimed lease without its head is nothing but zeros, but for the time before the head. */
  private boolean isDamaged(long first, int at, int there) {
    if (first != 0) {
      return true;
    }
    for (int i = Format.LEASE_HEAD_BYTES; i + 8 <= there; i += 8) {
      if (Format.word(window.bytes(), at + i) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Where the lease begins in the segment. */
  int start() {
    return start;
  }

  /** Where it ends; the file may end before. */
  int end() {
    return end;
  }

  long baseTimeMicros() {
    return baseTimeMicros;
  }

  /** Where blocks without a head begin, before this lease or the limit; -1 without such. */
  int gapStart() {
    return gapStart;
  }

  /** Where the next block to look at begins. */
  int position() {
    return position;
  }

  long damaged() {
    return damaged;
  }
}
