package io.stepscope;

import io.stepscope.configuration.Forwarding;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.CatchUp;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardEngine;
import io.stepscope.recorder.Notices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a run while it goes on, and what earlier runs of the same folder could not deliver; on
 * threads, or in a process of its own. Thread-safe.
 */
final class RunForwarding implements AutoCloseable {

  private final RunFolder run;
  private final List<ConfiguredTracker> trackers;
  private final Notices notices;
  private final boolean ownProcess;

  private @Nullable ForwardEngine engine;
  private @Nullable CatchUp catchUp;
  private @Nullable ForwardProcess process;
  private boolean closed;

  private RunForwarding(
      RunFolder run, List<ConfiguredTracker> trackers, Notices notices, boolean ownProcess) {
    this.run = run;
    this.trackers = trackers;
    this.notices = notices;
    this.ownProcess = ownProcess;
  }

  /** Forwards nothing. */
  static RunForwarding none() {
    return new RunForwarding(new RunFolder(Path.of("")), List.of(), new Notices(line -> {}), false);
  }

  /** Begins to forward to the trackers of the configuration. */
  static RunForwarding start(RunFolder run, Configuration configuration, Notices notices) {
    List<ConfiguredTracker> trackers = RunTrackers.of(configuration);
    if (trackers.isEmpty() || configuration.forward() == Forwarding.OFF) {
      return none();
    }
    boolean ownProcess = configuration.forward() == Forwarding.PROCESS;
    RunForwarding forwarding = new RunForwarding(run, trackers, notices, ownProcess);
    if (ownProcess) {
      // To start a process takes a while, for which the training does not wait.
      Thread starting = new Thread(forwarding::startProcess, "stepscope-forward");
      starting.setDaemon(true);
      starting.start();
    } else {
      forwarding.startThreads();
    }
    return forwarding;
  }

  private synchronized void startProcess() {
    if (process != null || engine != null) {
      return;
    }
    try {
      process =
          ForwardProcess.start(
              run.root(),
              trackers,
              notices::say,
              exit ->
                  startThreadsInstead("the process that forwards ended with exit value " + exit));
    } catch (IOException e) {
      startThreadsInstead("cannot start a process that forwards: " + e.getMessage());
    }
  }

  private synchronized void startThreadsInstead(String reason) {
    if (!closed) {
      process = null;
      notices.once("forward", reason + "; forwarding on threads instead");
      startThreads();
    }
  }

  private synchronized void startThreads() {
    engine = ForwardEngine.start(run, trackers, RunForwarding::isAlive, notices::say);
    Path dir = run.root().getParent();
    if (dir != null) {
      catchUp = CatchUp.start(dir, trackers, RunForwarding::isAlive, notices::say);
    }
  }

  private static boolean isAlive(RunFolder run) {
    return RunLiveness.isAlive(run, Clock.systemUTC());
  }

  /**
   * Waits at most this long for the trackers; not at all for a process of its own.
   *
   * @return what is left to do and who does it, to follow a semicolon; empty when each tracker has
   *     all of the run
   */
  String drain(Duration most) {
    ForwardEngine draining;
    synchronized (this) {
      if (ownProcess) {
        // The run may have been shorter than it takes to start one.
        startProcess();
      }
      if (process != null) {
        return "a process of its own delivers the rest";
      }
      draining = engine;
    }
    boolean everything = trackers.isEmpty() || (draining != null && draining.drain(most));
    return everything
        ? ""
        : "not all trackers have everything yet, the next run or 'stepscope sync "
            + run.id()
            + "' delivers the rest";
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
