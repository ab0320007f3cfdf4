package io.stepscope.tracker.tensorboard;

import io.stepscope.tracker.Capabilities;
import io.stepscope.tracker.Finding;
import io.stepscope.tracker.FolderCheck;
import io.stepscope.tracker.ReadBack;
import io.stepscope.tracker.Tracker;
import io.stepscope.tracker.TrackerProvider;
import io.stepscope.tracker.TrackerSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    return new TensorBoardTracker(settings.run(), folder(settings));
  }

  @Override
  public ReadBack readBack(TrackerSettings settings, @Nullable String checkpoint) {
    return new TensorBoardReadBack(settings.run(), folder(settings));
  }

  @Override
  public void diagnose(TrackerSettings settings, Consumer<Finding> findings) {
    Path folder = folder(settings);
    findings.accept(
        folder.equals(settings.runFolder())
            ? Finding.ok("folder", "writes event files into the run folder")
            : FolderCheck.of(folder));
  }

  private static Path folder(TrackerSettings settings) {
    String dir = settings.keys().getOrDefault("dir", "");
    if (dir.isBlank()) {
      return settings.runFolder();
    }
    try {
      return Path.of(dir).resolve(settings.run());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "tensorboard.dir=" + dir + " is not a path: " + e.getReason() + "; name a folder", e);
    }
  }
}
