package io.stepscope.tracker.testkit;

import io.stepscope.folder.RunFolder;
import io.stepscope.forward.ConfiguredTracker;
import io.stepscope.forward.ForwardStatus;
import io.stepscope.forward.Sync;
import io.stepscope.forward.SyncOptions;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.Trackers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forwards a run to one tracker; to be killed. Arguments: run folder, tracker, its keys. {@code
 * batch.events}, which is no key, cuts batches smaller.
 */
public final class ForwarderProgram {
  private static final SyncOptions OPTIONS =
      new SyncOptions(false, Duration.ofSeconds(90), status -> {});

  private ForwarderProgram() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 2; i < arguments.length; i++) {
      String[] sides = arguments[i].split("=", 2);
      keys.put(sides[0], sides[1]);
    }
    RunFolder run = new RunFolder(Path.of(arguments[0]));
    String batch = keys.remove("batch.events");
    TrackerProvider named = Trackers.named(arguments[1]);
    TrackerProvider provider =
        batch == null ? named : new SmallBatches(named, Integer.parseInt(batch));
    forward(run, new ConfiguredTracker(provider, keys));
  }

  /** Forwards what there is; returns how the tracker stands then. */
  public static ForwardStatus forward(RunFolder run, ConfiguredTracker tracker)
      throws InterruptedException {
    return Sync.deliver(run, List.of(tracker), any -> false, OPTIONS).get(0);
  }

  /** Forwards again as long as the other side refuses to be spoken to, as with an expired key. */
  public static ForwardStatus forwardAll(RunFolder run, ConfiguredTracker tracker)
      throws InterruptedException {
    ForwardStatus status = forward(run, tracker);
    for (int again = 0; again < 100 && !status.hasEverything(); again++) {
      status = forward(run, tracker);
    }
    return status;
  }
}
