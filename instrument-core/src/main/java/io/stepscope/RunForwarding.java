package io.stepscope;

import io.stepscope.configuration.Forwarding;
import io.stepscope.folder.RunFolder;
import io.stepscope.folder.RunLiveness;
import io.stepscope.forward.CatchUp;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardEngine;
import io.stepscope.recorder.Notices;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forwards a run while it goes on, and what earlier runs of the same folder could not deliver. */
final class RunForwarding implements AutoCloseable {

  private final @Nullable ForwardEngine engine;
  private final @Nullable CatchUp catchUp;

  private RunForwarding(@Nullable ForwardEngine engine, @Nullable CatchUp catchUp) {
    this.engine = engine;
    this.catchUp = catchUp;
  }

  /** Forwards nothing. */
  static RunForwarding none() {
    return new RunForwarding(null, null);
  }

  /** Begins to forward to the trackers of the configuration, on daemon threads. */
  static RunForwarding start(RunFolder run, Configuration configuration, Notices notices) {
    List<ConfiguredTracker> trackers = RunTrackers.of(configuration);
    if (trackers.isEmpty() || configuration.forward() == Forwarding.OFF) {
      return none();
    }
    if (configuration.forward() == Forwarding.PROCESS) {
      notices.once(
          "forward", "forward=process is not in this version; forwarding on threads instead");
    }
    ForwardEngine engine = ForwardEngine.start(run, trackers, RunForwarding::isAlive, notices::say);
    Path dir = run.root().getParent();
    return new RunForwarding(
        engine,
        dir == null ? null : CatchUp.start(dir, trackers, RunForwarding::isAlive, notices::say));
  }

  private static boolean isAlive(RunFolder run) {
    return RunLiveness.isAlive(run, Clock.systemUTC());
  }

  /** Waits at most this long for the trackers; returns whether each has all of the run. */
  boolean drain(Duration most) {
    return engine == null || engine.drain(most);
  }

  /** Stops within a fraction of a second; what is left is delivered another time. */
  @Override
  public void close() {
    if (catchUp != null) {
      catchUp.close();
    }
    if (engine != null) {
      engine.close();
    }
  }
}
