package io.stepscope.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A part of a segment in memory. What lies beyond the end of the file is not in it. */
final class Window {
  private static final int READ_AHEAD_BYTES = 1 << 18;

  private byte[] bytes = new byte[0];
  private @Nullable SegmentFile file;
  private int from;
  private int length;

  /** The bytes; the one at {@code offset} of the segment is at {@code index(offset)}. */
  byte[] bytes() {
    return bytes;
  }

  int index(int offset) {
    return offset - from;
  }

  /** Where in the segment the window ends. */
  int end() {
    return from + length;
  }

  /** Makes sure that what is shown next is read anew. */
  void forget() {
    file = null;
  }

  /** Makes the window hold {@code least} bytes from {@code offset}, as far as they are there. */
  void show(SegmentFile segment, int offset, int least) throws IOException {
    if (file != segment || offset < from || offset + least > from + length) {
      int there = segment.length() - offset;
      read(segment, offset, Math.max(least, Math.min(there, READ_AHEAD_BYTES)));
    }
  }

  /** Reads {@code wanted} bytes from {@code offset} as they are now. */
  void read(SegmentFile segment, int offset, int wanted) throws IOException {
    if (bytes.length < wanted) {
      bytes = new byte[wanted];
    }
    file = segment;
    from = offset;
    length = 0;
    length = segment.read(offset, bytes, wanted);
  }
}
