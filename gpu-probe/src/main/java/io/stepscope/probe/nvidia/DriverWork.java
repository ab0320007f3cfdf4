package io.stepscope.probe.nvidia;

import io.stepscope.recorder.BackgroundThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Work inside the driver on threads of our own, which a process that exits waits for: the driver's
 * own cleaning up at exit and a call of it at the same time could end the process by a signal.
 */
final class DriverWork {
  /** A driver that hangs holds a process no longer: an exit takes two seconds at most. */
  private static final long MOST_MILLIS = 1_800;

  private static final Thread NEVER_A_HOOK = new Thread(() -> {}, "stepscope-gpu-none");

  private DriverWork() {}

  /** Whether the process exits: nothing is given back then, as the driver does it by itself. */
  static boolean isExiting() {
    try {
      Runtime.getRuntime().removeShutdownHook(NEVER_A_HOOK);
      return false;
    } catch (IllegalStateException e) {
      return true; // There is no other way to ask.
    }
  }

  /** Does it in the background, and not at all if the process exits. */
  static void start(Runnable work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = BackgroundThread.of(() -> await(done), "stepscope-gpu-exit");
    Thread thread =
        BackgroundThread.of(
            () -> {
              try {
                work.run();
              } finally {
                done.countDown();
                forget(hook);
              }
            },
            "stepscope-gpu");
    thread.setPriority(Thread.MIN_PRIORITY);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      return;
    }
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        forget(hook);
      }
    }
  }

  private static void await(CountDownLatch done) {
    try {
      var unused = done.await(MOST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process exits, and the hook has its say.
    }
  }
}
