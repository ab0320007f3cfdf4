package io.stepscope.forward;

import io.stepscope.folder.RunFolder;
import java.time.Duration;
import java.util.List;

/**
 * Delivers a finished, killed or running run to trackers and waits for it; the trackers need not be
 * those that the run was configured with. What was delivered before is not delivered again.
 */
public final class Sync {
  private static final Duration LOOK = Duration.ofMillis(200);

  private Sync() {}

  /**
   * Delivers until every tracker has everything, has refused it or is served by another process, or
   * until patience is over.
   *
   * @return how each tracker stands then, in the order of {@code trackers}
   */
  public static List<ForwardStatus> deliver(
      RunFolder run, List<ConfiguredTracker> trackers, Liveness liveness, SyncOptions options)
      throws InterruptedException {
    return deliver(run, trackers, liveness, liveness, options);
  }

  /**
   * As {@link #deliver(RunFolder, List, Liveness, SyncOptions)}, for who leaves the run to other
   * forwarders before it is over.
   *
   * @param liveness whether the run may still get events: if not, and it has no end, trackers are
   *     told that it was killed
   * @param followed whether to go on though there is nothing to deliver for the moment; asked only
   *     if the options say to follow the run
   */
  public static List<ForwardStatus> deliver(
      RunFolder run,
      List<ConfiguredTracker> trackers,
      Liveness liveness,
      Liveness followed,
      SyncOptions options)
      throws InterruptedException {
    try (ForwardEngine engine = ForwardEngine.start(run, trackers, liveness, options.say())) {
      if (options.untilEnd()) {
        follow(engine, run, followed, options);
      }
      return settle(engine, options);
    }
  }

  /** Leaves the trackers to their own pace as long as the run is followed. */
  private static void follow(
      ForwardEngine engine, RunFolder run, Liveness followed, SyncOptions options)
      throws InterruptedException {
    while (followed.alive(run) && engine.status().stream().anyMatch(Sync::mayMove)) {
      options.progress().accept(engine.status());
      Thread.sleep(LOOK.toMillis());
    }
  }

  private static boolean mayMove(ForwardStatus status) {
    return status.state() != State.COMPLETE && status.state() != State.REFUSED;
  }

  /** Delivers what there is now. */
  private static List<ForwardStatus> settle(ForwardEngine engine, SyncOptions options)
      throws InterruptedException {
    long movedAt = System.nanoTime();
    long moved = -1;
    while (true) {
      boolean settled = engine.settle(LOOK);
      List<ForwardStatus> status = engine.status();
      options.progress().accept(status);
      long accounted = status.stream().mapToLong(one -> one.receipts().accounted()).sum();
      if (accounted != moved) {
        moved = accounted;
        movedAt = System.nanoTime();
      }
      if (settled || System.nanoTime() - movedAt > options.patience().toNanos()) {
        return status;
      }
    }
  }
}
