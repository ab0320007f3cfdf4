package io.stepscope;

import io.stepscope.configuration.Forwarding;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.CatchUp;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardEngine;
import io.stepscope.recorder.BackgroundThread;
import io.stepscope.recorder.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a run while it goes on, and what earlier runs of the same folder could not deliver; on
 * threads, or in a process of its own. Thread-safe.
 */
final class RunForwarding implements AutoCloseable {

  private final RunFolder run;
  private final int rank;
  private final List<ConfiguredTracker> trackers;
  private final Recorder recorder;

  /** Whether somebody forwards, or it is known that nobody will. */
  private final CountDownLatch settled = new CountDownLatch(1);

  private @Nullable ForwardEngine engine;
  private @Nullable CatchUp catchUp;
  private @Nullable ForwardProcess process;
  private boolean closed;

  private RunForwarding(
      RunFolder run, int rank, List<ConfiguredTracker> trackers, Recorder recorder) {
    this.run = run;
    this.rank = rank;
    this.trackers = trackers;
    this.recorder = recorder;
  }

  /** Forwards nothing. */
  static RunForwarding none(Recorder recorder) {
    return new RunForwarding(new RunFolder(Path.of("")), 0, List.of(), recorder);
  }

  /** Begins to forward to the trackers of the configuration. */
  static RunForwarding start(RunFolder run, Configuration configuration, Recorder recorder) {
    List<ConfiguredTracker> trackers = RunTrackers.of(configuration);
    if (trackers.isEmpty() || configuration.forward() == Forwarding.OFF) {
      return none(recorder);
    }
    RunForwarding forwarding = new RunForwarding(run, configuration.rank(), trackers, recorder);
    if (configuration.forward() == Forwarding.PROCESS) {
      // To start a process takes a while, for which the training does not wait.
      BackgroundThread.of(forwarding::startProcess, "stepscope-forward").start();
    } else {
      forwarding.startThreads();
    }
    return forwarding;
  }

  private void startProcess() {
    ForwardProcess started;
    try {
      started = ForwardProcess.start(run.root(), rank, trackers);
    } catch (IOException | RuntimeException e) {
      startThreadsInstead("it cannot be started: " + e.getMessage());
      return;
    }
    synchronized (this) {
      process = started;
      if (closed) {
        started.close();
      }
    }
    // Not before it is known as the one that forwards: it may have ended already.
    started.watch(recorder.notices()::say, settled::countDown, this::processEnded);
  }

  private void processEnded(int exit) {
    if (exit != 0) {
      startThreadsInstead("it ended with exit value " + exit);
      return;
    }
    // By itself it ends when no tracker takes anything more; threads could do no better.
    synchronized (this) {
      process = null;
    }
    settled.countDown();
  }

  private void startThreadsInstead(String reason) {
    synchronized (this) {
      process = null;
      if (!closed) {
        recorder.failure(
            "the process that forwards",
            new IOException(reason + "; forwarding on threads instead"));
        startThreads();
      }
    }
    settled.countDown();
  }

  private synchronized void startThreads() {
    try {
      engine = ForwardEngine.start(run, trackers, RunForwarding::isAlive, recorder.notices()::say);
      Path dir = run.root().getParent();
      if (dir != null) {
        catchUp = CatchUp.start(dir, trackers, RunForwarding::isAlive, recorder.notices()::say);
      }
    } catch (RuntimeException | LinkageError e) {
      // A tracker that cannot even say what it takes.
      recorder.failure("starting to forward", e);
    }
    settled.countDown();
  }

  private static boolean isAlive(RunFolder run) {
    return RunLiveness.isAlive(run, Clock.systemUTC());
  }

  /**
   * Waits at most this long: for the trackers, or for a process of its own to begin, which a run
   * may be too short for.
   *
   * @return what is left to do and who does it, to follow a semicolon; empty when each tracker has
   *     all of the run
   */
  String drain(Duration most) {
    if (trackers.isEmpty()) {
      return "";
    }
    long deadline = System.nanoTime() + most.toNanos();
    boolean begun = awaitSettled(most);
    ForwardEngine draining;
    synchronized (this) {
      if (begun && process != null) {
        return "a process of its own delivers the rest";
      }
      draining = engine;
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return draining != null && draining.drain(left)
        ? ""
        : "not all trackers have everything yet, the next run or 'stepscope sync "
            + run.id()
            + "' delivers the rest";
  }

  private boolean awaitSettled(Duration most) {
    try {
      return settled.await(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops within a fraction of a second; what is left is delivered another time. */
  @Override
  public synchronized void close() {
    closed = true;
    if (process != null) {
      process.close();
    }
    if (catchUp != null) {
      catchUp.close();
    }
    if (engine != null) {
      engine.close();
    }
  }
}
