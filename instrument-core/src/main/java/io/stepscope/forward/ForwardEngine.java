package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Forwards one run to its trackers, in a daemon thread each: a tracker that fails, is slow or hangs
 * holds back neither the others nor the training. Thread-safe.
 */
public final class ForwardEngine implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofMillis(200);

  private final List<ForwardThread> threads;

  private ForwardEngine(List<ForwardThread> threads) {
    this.threads = List.copyOf(threads);
  }

  /**
   * Begins to forward.
   *
   * @param liveness whether the run may still get events; asked from the forwarding threads
   * @param say takes one line for people per kind of trouble and tracker, from any thread
   */
  public static ForwardEngine start(
      RunFolder run, List<ConfiguredTracker> trackers, Liveness liveness, Consumer<String> say) {
    List<ForwardThread> threads =
        trackers.stream()
            .map(tracker -> thread(run, tracker, Outside.of(tracker, liveness, say)))
            .toList();
    threads.forEach(ForwardThread::start);
    return new ForwardEngine(threads);
  }

  private static ForwardThread thread(RunFolder run, ConfiguredTracker tracker, Outside outside) {
    return new ForwardThread(new Forwarder(run, tracker, outside), run.id(), outside.say());
  }

  /**
   * Waits until every tracker has everything recorded so far, has refused it, is down or is served
   * by another process; at most {@code most}, whatever the trackers do. Trackers that are waiting
   * to try again do so at once, but for those that asked to be left alone.
   *
   * @return whether every tracker has everything
   */
  public boolean drain(Duration most) {
    try {
      await(most, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return status().stream().allMatch(ForwardStatus::hasEverything);
  }

  /** Waits like {@link #drain} but lets trackers wait before they try again. */
  boolean settle(Duration most) throws InterruptedException {
    return await(most, false);
  }

  private boolean await(Duration most, boolean urgently) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    List<Long> tickets = threads.stream().map(thread -> thread.ask(urgently)).toList();
    boolean settled = true;
    for (int i = 0; i < tickets.size(); i++) {
      settled &= threads.get(i).await(tickets.get(i), deadline);
    }
    return settled;
  }

  /** How each tracker stands. */
  public List<ForwardStatus> status() {
    return threads.stream().map(ForwardThread::status).toList();
  }

  /**
   * Stops forwarding and returns within a fraction of a second. What is not delivered stays in the
   * journal. A tracker that hangs is left to its daemon thread, which delivers nothing more.
   */
  @Override
  public void close() {
    threads.forEach(ForwardThread::stop);
    long deadline = System.nanoTime() + CLOSING.toNanos();
    try {
      for (ForwardThread thread : threads) {
        thread.join(deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
