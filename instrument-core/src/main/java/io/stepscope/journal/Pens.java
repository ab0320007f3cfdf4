package io.stepscope.journal;

import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The pens of all threads. A new thread takes over the pen of a dead one with the rest of its
 * lease, so that many short-lived threads need no more room than one.
 */
final class Pens {
  private static final int LOOKED_AT = 2;

  private final SegmentChain chain;
  private final ConcurrentLinkedQueue<Pen> all = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Pen> own = ThreadLocal.withInitial(this::takeUp);

  Pens(SegmentChain chain) {
    this.chain = chain;
  }

  /** The pen of the calling thread. */
  Pen own() {
    return own.get();
  }

  private Pen takeUp() {
    Thread thread = Thread.currentThread();
    for (int i = 0; i < LOOKED_AT; i++) {
      Pen pen = all.poll();
      if (pen == null) {
        break;
      }
      if (pen.isAbandoned()) {
        pen.passTo(thread);
        all.add(pen);
        return pen;
      }
      all.add(pen);
    }
    Pen pen = new Pen(chain, thread);
    all.add(pen);
    return pen;
  }
}
