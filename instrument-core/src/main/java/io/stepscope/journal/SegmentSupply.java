package io.stepscope.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes segments on a thread of its own, one ahead of need. Writers wait for one only boundedly,
 * and not again while it stays away.
 */
final class SegmentSupply {
  /** A segment for which a thread waits is cut short, but not to less than this. */
  private static final int SHORTEST_BYTES = 1 << 20;

  /** How often it looks whether there is progress. */
  private static final long LOOK_MILLIS = 100;

  /** How long a failed attempt is not repeated. */
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Path folder;
  private final SegmentFactory factory;
  private final JournalOptions options;
  private final Trouble trouble;
  private final Thread maker;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition change = lock.newCondition();

  // Guarded by the lock.
  private SegmentHeader last;
  private int regularSize;
  private int requested;
  private @Nullable Segment prepared;
  private @Nullable IOException failure;
  private long failedAt;
  private boolean stalled;

  private volatile boolean closed;

  /** Bytes of the lease that a thread waits for; 0 when none waits. */
  private volatile int waitedFor;

  private final AtomicInteger progress = new AtomicInteger();

  /**
   * Starts the thread.
   *
   * @param last what came before the first segment
   */
  SegmentSupply(
      Path folder,
      SegmentHeader last,
      JournalOptions options,
      SegmentFactory factory,
      Trouble trouble) {
    this.folder = folder;
    this.last = last;
    this.options = options;
    this.factory = factory;
    this.trouble = trouble;
    this.regularSize = options.firstSegmentBytes();
    this.maker = new Thread(this::run, "stepscope-journal");
    maker.setDaemon(true);
    maker.start();
  }

  /** Asks for the next segment, with room for a lease of {@code least} bytes. */
  void request(int least) {
    lock.lock();
    try {
      ask(least);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next segment, waiting for it as long as it makes progress, but only boundedly.
   *
   * @return null when it does not come, or when waiting is known to be in vain
   */
  @Nullable Segment take(int least) {
    boolean interrupted = false;
    Patience patience = new Patience(progress, least);
    lock.lock();
    try {
      while (true) {
        Segment next = prepared;
        if (next != null && next.size() >= least + Format.HEADER_BYTES) {
          prepared = null;
          stalled = false;
          requested = 0;
          last = next.header();
          regularSize = (int) Math.min(2L * regularSize, options.largestSegmentBytes());
          return next;
        }
        ask(least);
        if (closed || failure != null || stalled) {
          return null;
        }
        if (patience.isOver()) {
          stalled = true;
          trouble.noteLoss("the disk is too slow for a new journal segment");
          return null;
        }
        waitedFor = least;
        try {
          change.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      waitedFor = 0;
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Why there is no segment; null when nothing failed. */
  @Nullable IOException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private void ask(int least) {
    if (failure != null && System.nanoTime() - failedAt < RETRY_NANOS) {
      return;
    }
    failure = null;
    requested = Math.max(requested, Math.max(least, 1));
    work.signal();
  }

  private void run() {
    for (SegmentHeader next = awaitWork(); next != null; next = awaitWork()) {
      try {
        Path file = SegmentFiles.path(folder, next.number());
        Segment made = factory.make(file, next, trouble, new Demanded(next.size() / 8));
        offer(made);
        made.touch();
      } catch (IOException e) {
        fail(e);
      } catch (InternalError e) {
        trouble.noteLoss("mapped memory of the journal failed: " + e.getMessage());
      }
    }
    discard();
  }

  /** What to make next; null when the journal is closed. */
  private @Nullable SegmentHeader awaitWork() {
    lock.lock();
    try {
      while (!closed) {
        int least = requested;
        requested = 0;
        if (least == 0) {
          work.awaitUninterruptibly();
        } else if (prepared == null || prepared.size() < least + Format.HEADER_BYTES) {
          discard();
          return next(least);
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private SegmentHeader next(int least) {
    int size = Math.max(regularSize, least > regularSize / 2 ? 2 * least : 0);
    return new SegmentHeader(
        last.number() + 1,
        last.rank(),
        last.base() + last.size(),
        Format.roundUp(size, Format.BLOCK_BYTES),
        last.session(),
        last.run());
  }

  private void offer(Segment made) {
    lock.lock();
    try {
      prepared = made;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(IOException e) {
    lock.lock();
    try {
      failure = e;
      failedAt = System.nanoTime();
      if (!closed) {
        trouble.noteLoss(e);
      }
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void discard() {
    Segment unused = prepared;
    if (unused == null) {
      return;
    }
    prepared = null;
    try {
      unused.cut(0);
      unused.delete();
    } catch (IOException e) {
      // Windows removes no mapped file. An empty segment harms nobody and is trimmed later.
    }
  }

  /** Ends the thread and removes what it made ahead; waits at most {@code millis}. */
  void close(long millis) {
    lock.lock();
    try {
      closed = true;
      work.signal();
      change.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = Thread.interrupted();
    try {
      maker.join(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Demanded implements SegmentFactory.Demand {
    private final int least;

    Demanded(int least) {
      this.least = Math.max(least, SHORTEST_BYTES);
    }

    @Override
    public boolean isCancelled() {
      progress.incrementAndGet();
      return closed;
    }

    @Override
    public boolean isContentWith(int bytes) {
      int lease = waitedFor;
      return lease > 0 && bytes >= Math.max(least, lease + Format.HEADER_BYTES);
    }
  }
}
