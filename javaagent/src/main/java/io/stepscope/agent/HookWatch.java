package io.stepscope.agent;

import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Notices;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Frees a thread of the program that hangs in a hook, and lets no other get there: from then on
 * nothing is recorded by hooks. A call hangs that waits whenever it is looked at. One that
 * calculates is let go on however long it takes, and so is one that needs a lock of such a call;
 * whoever waits because a user paused the run does not hang either.
 *
 * <p>Thread-safe. A call that does not hang reads no clock and takes no lock.
 */
final class HookWatch implements Function<Object[], @Nullable Object> {

  /** A call that was found waiting so many times, and never otherwise, hangs. */
  private static final int LIMIT = 10;

  private static final long TICK_MILLIS = 1_000;

  /** In the place of the tick at which a call began: none, to be freed, interrupted. */
  private static final long NONE = 0;

  private static final long FREEING = -1;
  private static final long FREED = -2;

  /** A call that is over waits so long, and no longer, for the interrupt that is on its way. */
  private static final long INTERRUPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String PAUSE = "io.stepscope.control.Steering";

  /** Of JDK types alone, so that a thread of the program keeps nothing of ours alive. */
  private static final ThreadLocal<AtomicLong> BEGAN = new ThreadLocal<>();

  private final Function<Object[], @Nullable Object> hooks;
  private final Notices notices;
  private final Map<Thread, Watched> threads = Collections.synchronizedMap(new WeakHashMap<>());

  private final AtomicLong tick = new AtomicLong(1);
  private volatile boolean off;

  /** Watches the calls of {@code hooks}. */
  HookWatch(Function<Object[], @Nullable Object> hooks, Notices notices) {
    this.hooks = hooks;
    this.notices = notices;
  }

  /** Begins to look, on a daemon thread that lives as long as the process. */
  HookWatch start() {
    BackgroundThread.of(this::lookOnAndOn, "stepscope-watch").start();
    return this;
  }

  @Override
  public @Nullable Object apply(Object[] call) {
    if (off) {
      return null;
    }
    AtomicLong mine = mine();
    if (mine.get() != NONE) {
      return hooks.apply(call); // Within another call, which is watched.
    }
    mine.lazySet(tick.get());
    try {
      return hooks.apply(call);
    } finally {
      settle(mine);
    }
  }

  /** The call is over; an interrupt that was meant for it is not left to the program. */
  private static void settle(AtomicLong mine) {
    long was = mine.getAndSet(NONE);
    if (was == FREEING) {
      long began = System.nanoTime();
      while (mine.get() != FREED && System.nanoTime() - began < INTERRUPT_NANOS) {
        Thread.yield();
      }
    }
    if (was < NONE) {
      var unused = Thread.interrupted();
      mine.set(NONE);
    }
  }

  private AtomicLong mine() {
    AtomicLong mine = BEGAN.get();
    if (mine == null) {
      mine = new AtomicLong(NONE);
      BEGAN.set(mine);
      threads.put(Thread.currentThread(), new Watched(mine));
    }
    return mine;
  }

  private void lookOnAndOn() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts it; whoever does wants it to end.
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at every thread that is in a call. Once a tick, by one thread. */
  void look() {
    tick.incrementAndGet();
    Map<Thread, Watched> now;
    synchronized (threads) {
      now = Map.copyOf(threads);
    }
    now.forEach(this::look);
  }

  private void look(Thread thread, Watched watched) {
    long since = watched.began.get();
    if (since > NONE
        && watched.hangs(since, isWaiting(thread))
        && watched.began.compareAndSet(since, FREEING)) {
      off = true;
      try {
        thread.interrupt();
      } catch (RuntimeException e) {
        // A thread of the program's own kind; it is left as it is.
        notices.once("hook interrupt", "cannot interrupt " + thread.getName() + ": " + e);
      } finally {
        watched.began.set(FREED); // The call may be over and wait for this.
      }
      notices.once(
          "hook hangs",
          "recording hung in "
              + thread.getName()
              + "; the training goes on and the agent records no more of it");
    }
  }

  private static boolean isWaiting(Thread thread) {
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && !isPaused(thread);
  }

  private static boolean isPaused(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals(PAUSE)) {
        return true;
      }
    }
    return false;
  }

  /** A thread that calls hooks, and how often it was found waiting in the call it is in. */
  private static final class Watched {
    private final AtomicLong began;
    private long call;
    private int waits;

    Watched(AtomicLong began) {
      this.began = began;
    }

    /** Of the thread that looks. */
    boolean hangs(long since, boolean waiting) {
      if (since != call) {
        call = since;
        waits = 0;
      }
      waits = waiting ? waits + 1 : 0;
      return waits >= LIMIT;
    }
  }
}
