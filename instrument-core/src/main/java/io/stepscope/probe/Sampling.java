package io.stepscope.probe;

import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at probes when they are opened, then at an interval, and once when the run ends.
 *
 * <p>One thread keeps the schedule and has another take the looks, one after the other. A look that
 * takes longer than a moment keeps that thread for itself, and the next look is taken by a new one;
 * what the slow one finds is still recorded, when it comes. Where there is nothing to look at, no
 * thread stays.
 *
 * <p>Thread-safe; throws nothing.
 */
public final class Sampling implements AutoCloseable {
  private static final int MOST_THREADS = 64;

  private final Recorder recorder;
  private final long intervalNanos;
  private final Limits limits;
  private final ThreadPoolExecutor lookers;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final List<ProbeSlot> slots = new ArrayList<>(); // of the thread that keeps the schedule
  private final List<Closing> closings = new ArrayList<>(); // of the same
  private final CountDownLatch lastRound = new CountDownLatch(1);
  private final Object gate = new Object();
  private final ProbeSlot.Gate whileOpen = new WhileOpen();
  private boolean over; // guarded by gate
  private @Nullable Thread keeper; // guarded by gate

  /**
   * How long what may take.
   *
   * @param turn before the next probe is looked at without waiting for this one
   * @param hang before one that does not answer is said to hang
   * @param end for the looks at the end of the run, all together
   */
  record Limits(Duration turn, Duration hang, Duration end) {
    static final Limits USUAL =
        new Limits(Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofMillis(100));
  }

  /** Looks at nothing yet. */
  public Sampling(Recorder recorder, Duration interval) {
    this(recorder, interval, Limits.USUAL);
  }

  Sampling(Recorder recorder, Duration interval, Limits limits) {
    this(recorder, interval, limits, task -> daemon(task, "stepscope-probe"));
  }

  Sampling(Recorder recorder, Duration interval, Limits limits, ThreadFactory threads) {
    this.recorder = recorder;
    this.intervalNanos = interval.toNanos();
    this.limits = limits;
    // Longer than an interval, so that it is always the same thread that looks.
    long keep = 2 * interval.toMillis() + 1_000;
    lookers =
        new ThreadPoolExecutor(
            0, MOST_THREADS, keep, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), threads);
  }

  /**
   * Opens probes on a thread of their own and looks at them from then on; returns at once.
   *
   * @param opening may take long and may throw
   */
  void open(Supplier<List<Opened>> opening) {
    var unused =
        submit(
            () -> {
              try {
                opening.get().forEach(this::admit);
              } catch (Throwable t) {
                recorder.failure("opening probes", t);
              }
            });
  }

  /** Looks at all probes once more, beside the schedule; returns at once. */
  void look() {
    synchronized (gate) {
      if (!over && keeper != null) {
        orders.add(() -> lookAt(slots));
      }
    }
  }

  private void admit(Opened opened) {
    Closing closing = new Closing(opened.close(), recorder);
    List<ProbeSlot> added = new ArrayList<>();
    for (Probe probe : opened.probes()) {
      added.add(new ProbeSlot(probe, closing, recorder, whileOpen));
    }
    Beginning beginning = new Beginning(added, closing);
    if (added.isEmpty() || !ordered(beginning)) {
      beginning.cancel();
    }
  }

  private boolean ordered(Order order) {
    synchronized (gate) {
      if (over) {
        return false;
      }
      if (keeper == null) {
        Thread started = daemon(this::keepSchedule, "stepscope-probes");
        started.start();
        keeper = started; // Only now: the end waits for one that runs.
      }
      return orders.add(order);
    }
  }

  private void keepSchedule() {
    try {
      long next = System.nanoTime() + intervalNanos;
      while (!isOver()) {
        Order order = orders.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (order != null) {
          order.carryOut();
        } else {
          round(slots);
          next = Math.max(next + intervalNanos, System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      // The run is over.
    } catch (Throwable t) {
      recorder.failure("keeping the schedule of the probes", t);
    } finally {
      lastRound.countDown();
      slots.forEach(ProbeSlot::close);
      closings.forEach(Closing::release);
      cancelOrders();
    }
  }

  /** What was ordered in the moment of the end is carried out by nobody any more. */
  private void cancelOrders() {
    synchronized (gate) {
      over = true; // Nothing is ordered from now on.
    }
    for (Order order = orders.poll(); order != null; order = orders.poll()) {
      order.cancel();
    }
  }

  /** What the thread that keeps the schedule does between two rounds. */
  private interface Order {
    void carryOut();

    /** It will not be carried out. */
    default void cancel() {}
  }

  /** These are looked at from now on. */
  private final class Beginning implements Order {
    private final List<ProbeSlot> added;
    private final Closing closing;

    Beginning(List<ProbeSlot> added, Closing closing) {
      this.added = added;
      this.closing = closing;
    }

    @Override
    public void carryOut() {
      slots.addAll(added);
      closings.add(closing);
      lookAt(added);
    }

    @Override
    public void cancel() {
      added.forEach(ProbeSlot::close);
      closing.release();
    }
  }

  private void lookAt(List<ProbeSlot> asked) {
    try {
      round(asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(List<ProbeSlot> asked) throws InterruptedException {
    for (ProbeSlot slot : asked) {
      if (slot.isDue(System.nanoTime(), limits.hang.toNanos())) {
        look(slot, limits.turn.toNanos());
      }
    }
  }

  private void lookLast() {
    long end = System.nanoTime() + limits.end.toNanos();
    try {
      for (ProbeSlot slot : slots) {
        long left = end - System.nanoTime();
        if (left > 0 && slot.isQuick()) {
          look(slot, left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lastRound.countDown();
    }
  }

  private void look(ProbeSlot slot, long mostNanos) throws InterruptedException {
    slot.hold();
    Future<?> look = submit(slot::look);
    if (look == null) {
      slot.leave();
      return;
    }
    slot.started(look, System.nanoTime());
    try {
      look.get(mostNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // It goes on by itself.
    } catch (ExecutionException e) {
      recorder.failure("looking at a probe", e);
    }
  }

  private @Nullable Future<?> submit(Runnable task) {
    try {
      return lookers.submit(task);
    } catch (Throwable t) { // Also that the system has no thread left, which is an error.
      if (!isOver()) {
        recorder.failure("finding a thread for a probe", t);
      }
      return null;
    }
  }

  private boolean isOver() {
    synchronized (gate) {
      return over;
    }
  }

  /**
   * Looks once more at the probes that answer at once, and at nothing from then on. Takes a tenth
   * of a second at most.
   */
  @Override
  public void close() {
    Thread running;
    synchronized (gate) {
      running = keeper;
    }
    if (running != null && !isOver()) {
      orders.add(this::lookLast);
      awaitLastRound();
    }
    synchronized (gate) {
      over = true;
    }
    lookers.shutdownNow();
    if (running != null) {
      running.interrupt();
    }
  }

  private void awaitLastRound() {
    try {
      var unused = lastRound.await(limits.end.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what is found until the end. */
  private final class WhileOpen implements ProbeSlot.Gate {
    @Override
    public void pass(Map<String, Double> readings) {
      synchronized (gate) {
        if (!over) {
          recorder.measured(readings);
        }
      }
    }

    @Override
    public boolean isClosed() {
      return isOver();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = BackgroundThread.of(task, name);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }
}
