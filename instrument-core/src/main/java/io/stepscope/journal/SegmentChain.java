package io.stepscope.journal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The segment in use and the change to the next one. Claims are lock-free but for that change. */
final class SegmentChain {
  /** The next segment is asked for when a quarter of this one is used, or this many bytes. */
  private static final int ENOUGH_USED_BYTES = 1 << 20;

  private final SegmentSupply supply;
  private final ReentrantLock change = new ReentrantLock();
  private final long firstBase;
  private volatile Segment current;
  private boolean closed;

  SegmentChain(SegmentSupply supply) throws IOException {
    this.supply = supply;
    Segment first = supply.take(1);
    if (first == null) {
      supply.close(0);
      IOException failure = supply.failure();
      throw failure != null ? failure : new IOException("no journal segment could be made");
    }
    this.current = first;
    this.firstBase = first.base();
  }

  /** Claims a lease for {@code pen}; false when there is no room now. */
  boolean claim(Pen pen, int least, int wanted, long timeMicros) {
    while (true) {
      Segment segment = current;
      int size = segment.size();
      if (segment.tail() < size && least <= size - Format.HEADER_BYTES) {
        long at = segment.claim(wanted);
        if (at + least <= size) {
          prepareNext(segment, at + wanted);
          return pen.begin(segment, (int) at, (int) Math.min(wanted, size - at), timeMicros);
        }
        if (at < size && pen.begin(segment, (int) at, (int) (size - at), timeMicros)) {
          pen.finish(); // Too small for the record, and nobody else can claim it.
        }
      }
      if (!advance(segment, least)) {
        return false;
      }
    }
  }

  /** Whether a lease that ends at {@code end} is the last that was claimed. */
  boolean isLast(Segment segment, int end) {
    return segment == current && segment.tail() == end;
  }

  /** Bytes from the first segment to the end of what is claimed. */
  long bytes() {
    Segment segment = current;
    return segment.base() - firstBase + Math.min(segment.tail(), segment.size());
  }

  private void prepareNext(Segment segment, long claimed) {
    if (!segment.nextRequested && claimed > Math.min(segment.size() / 4, ENOUGH_USED_BYTES)) {
      segment.nextRequested = true;
      supply.request(1);
    }
  }

  private boolean advance(Segment full, int least) {
    change.lock();
    try {
      if (closed || current != full) {
        return !closed;
      }
      Segment next = supply.take(least);
      if (next == null) {
        return false;
      }
      current = next;
      return true;
    } finally {
      change.unlock();
    }
  }

  /**
   * Ends the chain and cuts off what is unused.
   *
   * @return bytes from the first segment to the end of what is claimed
   */
  long close(Trouble trouble) {
    Segment last = lastSegment();
    if (last == null) {
      return bytes();
    }
    int end = last.seal();
    supply.close(TimeUnit.SECONDS.toMillis(1));
    try {
      last.cut(end);
    } catch (IOException e) {
      trouble.note("the journal keeps its unused end: " + e.getMessage());
    }
    return last.base() - firstBase + end;
  }

  private @Nullable Segment lastSegment() {
    change.lock();
    try {
      if (closed) {
        return null;
      }
      closed = true;
      return current;
    } finally {
      change.unlock();
    }
  }
}
