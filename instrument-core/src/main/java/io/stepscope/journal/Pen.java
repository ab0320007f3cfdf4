package io.stepscope.journal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread writes: the lease it holds and how far it is filled. Used by its owner alone; it
 * passes to a new thread when the owner has died.
 */
final class Pen {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final SegmentChain chain;
  private final Payload payload = new Payload();

  /** Read by other threads only to ask whether it is alive. */
  private volatile Thread owner;

  private @Nullable Segment segment;
  private int segmentNumber = -1;
  private ByteBuffer memory = NOTHING;
  private int shift;

  /** Position in the journal of the first byte of {@link #memory}. */
  private long origin;

  // Within the memory.
  private int start;
  private int next;
  private int end;

  private long baseTimeMicros;
  private int leaseBytes = Format.BLOCK_BYTES;

  Pen(SegmentChain chain, Thread owner) {
    this.chain = chain;
    this.owner = owner;
  }

  boolean isAbandoned() {
    return !owner.isAlive();
  }

  void passTo(Thread thread) {
    owner = thread;
  }

  /** Number of the segment that the lease lies in; -1 without a lease. */
  int segmentNumber() {
    return segmentNumber;
  }

  long baseTimeMicros() {
    return baseTimeMicros;
  }

  /** A buffer for the body of a record, emptied. */
  Payload payload() {
    payload.clear();
    return payload;
  }

  /** Makes room for a record, in a new lease where the present one is full. */
  boolean reserve(int recordBytes, long timeMicros) {
    return end - next >= recordBytes || renew(recordBytes, timeMicros);
  }

  /** Makes sure that what comes next lies after everything that any thread claimed so far. */
  void moveToTail() {
    Segment held = segment;
    if (held != null && !chain.isLast(held, end + shift)) {
      if (next - start < leaseBytes / 2) {
        leaseBytes = Math.max(leaseBytes / 2, Format.BLOCK_BYTES);
      }
      finish();
    }
  }

  /** Writes a record of four words; room was reserved. */
  boolean write(int type, long first, long second, long third) {
    int at = next;
    int shape = Format.shape(type, 4);
    long state = Checksum.begin((origin + at) >>> 3, shape);
    state = Checksum.add(state, first);
    state = Checksum.add(state, second);
    state = Checksum.add(state, third);
    ByteBuffer lease = memory;
    Format.WORDS.set(lease, at + 8, first);
    Format.WORDS.set(lease, at + 16, second);
    Format.WORDS.set(lease, at + 24, third);
    if (!commit(at, Format.seal(shape, Checksum.end(state)))) {
      return false;
    }
    next = at + Format.PACKED_BYTES;
    return true;
  }

  /** Writes a record with any body; room was reserved. */
  boolean write(int type, Payload body) {
    int at = next;
    int words = body.words();
    int shape = Format.shape(type, words + 1);
    long state = Checksum.begin((origin + at) >>> 3, shape);
    for (int i = 0; i < words; i++) {
      long word = body.word(i);
      state = Checksum.add(state, word);
      Format.WORDS.set(memory, at + 8 + 8 * i, word);
    }
    if (!commit(at, Format.seal(shape, Checksum.end(state)))) {
      return false;
    }
    next = at + 8 + 8 * words;
    return true;
  }

  /**
   * Begins a lease that was claimed.
   *
   * @param offset in the segment
   */
  boolean begin(Segment in, int offset, int length, long timeMicros) {
    segment = in;
    segmentNumber = in.number();
    memory = in.memory(offset, length);
    shift = in.shift(offset);
    origin = in.base() + shift;
    start = offset - shift;
    next = start + Format.LEASE_HEAD_BYTES;
    end = start + length;
    baseTimeMicros = timeMicros;
    Format.WORDS.set(memory, start + 8, timeMicros);
    int shape = Format.shape(Format.LEASE, length / 8);
    long state = Checksum.add(Checksum.begin((origin + start) >>> 3, shape), timeMicros);
    if (!commit(start, Format.seal(shape, Checksum.end(state)))) {
      drop();
      return false;
    }
    return true;
  }

  /** Gives back what is left of the lease: nobody has to look there again. */
  void finish() {
    if (next < end) {
      int shape = Format.shape(Format.END, (end - next) / 8);
      commit(next, Format.seal(shape, Checksum.end(Checksum.begin((origin + next) >>> 3, shape))));
    }
    drop();
  }

  private void drop() {
    segment = null;
    segmentNumber = -1;
    memory = NOTHING;
    next = 0;
    end = 0;
  }

  private boolean renew(int recordBytes, long timeMicros) {
    finish();
    int least = Format.roundUp(Format.LEASE_HEAD_BYTES + recordBytes, Format.BLOCK_BYTES);
    int wanted = Math.max(leaseBytes, least);
    leaseBytes = Math.min(2 * leaseBytes, Format.LARGEST_LEASE_BYTES);
    return chain.claim(this, least, wanted, timeMicros);
  }

  private boolean commit(int at, long firstWord) {
    Segment held = segment;
    return held != null && held.commit(memory, shift, at, firstWord);
  }
}
