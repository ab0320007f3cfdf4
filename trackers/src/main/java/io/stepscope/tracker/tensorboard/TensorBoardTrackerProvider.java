package io.stepscope.tracker.tensorboard;

import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The {@code tensorboard} tracker: event files that {@code tensorboard --logdir} reads.
 *
 * <p>The files lie in the run folder itself, or in {@code <dir>/<run-id>/} when {@code
 * tensorboard.dir} is set.
 */
public final class TensorBoardTrackerProvider implements TrackerProvider {

  /** Events are encoded one by one; a larger batch would only hold more of them in memory. */
  private static final int MAX_BATCH_EVENTS = 8_192;

  @Override
  public String name() {
    return "tensorboard";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.everything(MAX_BATCH_EVENTS);
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    String dir = settings.keys().getOrDefault("dir", "");
    if (dir.isBlank()) {
      return new TensorBoardTracker(settings.run(), settings.runFolder());
    }
    try {
      return new TensorBoardTracker(settings.run(), Path.of(dir).resolve(settings.run()));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "tensorboard.dir=" + dir + " is not a path: " + e.getReason() + "; name a folder", e);
    }
  }
}
