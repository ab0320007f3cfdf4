package io.stepscope.tracker.mlflow;

import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Forwards a run to a server; to be killed. Arguments: run folder, address. */
final class ForwarderProgram {

  private ForwarderProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    forward(new RunFolder(Path.of(arguments[0])), arguments[1]);
  }

  /** Returns how the tracker stands then. */
  static ForwardStatus forward(RunFolder run, String uri) throws InterruptedException {
    ConfiguredTracker tracker =
        new ConfiguredTracker(
            new MlflowTrackerProvider(Map.of()), Map.of("uri", uri, "timeout", "0.5"));
    SyncOptions options = new SyncOptions(false, Duration.ofSeconds(90), status -> {});
    return Sync.deliver(run, List.of(tracker), any -> false, options).get(0);
  }
}
