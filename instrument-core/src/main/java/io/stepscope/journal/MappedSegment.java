package io.stepscope.journal;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/** A segment in mapped memory: the page cache keeps what was stored when the process dies. */
final class MappedSegment extends Segment {
  private static final int PAGE_BYTES = 4096;

  private final MappedByteBuffer memory;

  MappedSegment(Path file, SegmentHeader header, MappedByteBuffer memory) {
    super(file, header);
    this.memory = memory;
  }

  @Override
  long claim(long bytes) {
    return (long) Format.WORDS.getAndAdd(memory, Format.TAIL_OFFSET, bytes);
  }

  @Override
  long tail() {
    return (long) Format.WORDS.getVolatile(memory, Format.TAIL_OFFSET);
  }

  @Override
  ByteBuffer memory(int offset, int length) {
    return memory;
  }

  @Override
  int shift(int offset) {
    return 0;
  }

  @Override
  boolean commit(ByteBuffer lease, int shift, int at, long firstWord) {
    Format.WORDS.setRelease(lease, at, firstWord);
    return true;
  }

  /** Zero by zero and atomically, because writers may be there already. */
  @Override
  void touch() {
    for (int at = PAGE_BYTES; at < size(); at += PAGE_BYTES) {
      Format.WORDS.compareAndSet(memory, at, 0L, 0L);
    }
  }
}
