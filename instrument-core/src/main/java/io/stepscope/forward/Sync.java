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
    try (ForwardEngine engine = ForwardEngine.start(run, trackers, liveness, line -> {})) {
      long movedAt = System.nanoTime();
      long moved = -1;
      while (true) {
        boolean settled = engine.settle(LOOK);
        List<ForwardStatus> status = engine.status();
        options.progress().accept(status);
        long accounted = status.stream().mapToLong(one -> one.receipts().accounted()).sum();
        if (accounted != moved || settled) {
          moved = accounted;
          movedAt = System.nanoTime();
        }
        boolean mayMove = options.untilEnd() && status.stream().anyMatch(Sync::mayMove);
        boolean impatient = System.nanoTime() - movedAt > options.patience().toNanos();
        if (settled ? !mayMove : impatient) {
          return status;
        }
      }
    }
  }

  private static boolean mayMove(ForwardStatus status) {
    return status.state() == State.UP_TO_DATE;
  }
}
