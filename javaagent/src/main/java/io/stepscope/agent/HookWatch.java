package io.stepscope.agent;

import io.stepscope.recorder.Notices;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Frees a thread of the program that hangs in a hook, and lets no other get there: from then on
 * nothing is recorded by hooks. Whoever waits because a user paused the run does not hang.
 *
 * <p>Thread-safe. A call that does not hang reads no clock and takes no lock.
 */
final class HookWatch implements Function<Object[], @Nullable Object> {

  /** After so many ticks a call hangs. */
  private static final int LIMIT = 10;

  private static final long TICK_MILLIS = 1_000;

  /** In the place of the tick at which a call began: none, to be freed, interrupted. */
  private static final long NONE = 0;

  private static final long FREEING = -1;
  private static final long FREED = -2;

  private static final String PAUSE = "io.stepscope.control.Steering";

  /** Of JDK types alone, so that a thread of the program keeps nothing of ours alive. */
  private static final ThreadLocal<AtomicLong> BEGAN = new ThreadLocal<>();

  private final Function<Object[], @Nullable Object> hooks;
  private final Notices notices;
  private final Map<Thread, AtomicLong> threads = Collections.synchronizedMap(new WeakHashMap<>());

  private final AtomicLong tick = new AtomicLong(1);
  private volatile boolean off;

  /** Watches the calls of {@code hooks}. */
  HookWatch(Function<Object[], @Nullable Object> hooks, Notices notices) {
    this.hooks = hooks;
    this.notices = notices;
  }

  /** Begins to look, on a daemon thread. */
  HookWatch start() {
    Thread thread = new Thread(this::look, "stepscope-watch");
    thread.setDaemon(true);
    // It lives as long as the process, and the thread that made it may belong to a web application.
    thread.setContextClassLoader(HookWatch.class.getClassLoader());
    thread.start();
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
      while (mine.get() != FREED) {
        Thread.onSpinWait(); // The interrupt is on its way.
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
      threads.put(Thread.currentThread(), mine);
    }
    return mine;
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        tick.incrementAndGet();
        Map<Thread, AtomicLong> now;
        synchronized (threads) {
          now = Map.copyOf(threads);
        }
        now.forEach(this::look);
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts it; whoever does wants it to end.
      Thread.currentThread().interrupt();
    }
  }

  private void look(Thread thread, AtomicLong begun) {
    long since = begun.get();
    if (since > NONE && tick.get() - since >= LIMIT && !isPaused(thread)) {
      if (begun.compareAndSet(since, FREEING)) {
        off = true;
        try {
          thread.interrupt();
        } catch (RuntimeException e) {
          // A thread of the program's own kind; it is left as it is.
          notices.once("hook interrupt", "cannot interrupt " + thread.getName() + ": " + e);
        } finally {
          begun.set(FREED); // The call may be over and wait for this.
        }
        notices.once(
            "hook hangs",
            "recording hung in "
                + thread.getName()
                + "; the training goes on and the agent records no more of it");
      }
    }
  }

  private static boolean isPaused(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals(PAUSE)) {
        return true;
      }
    }
    return false;
  }
}
