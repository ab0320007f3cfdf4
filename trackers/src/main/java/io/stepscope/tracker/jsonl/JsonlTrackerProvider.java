package io.stepscope.tracker.jsonl;

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
 * The {@code jsonl} tracker: {@code <dir>/<run-id>.jsonl}, where {@code dir} is {@code ./jsonl}.
 */
public final class JsonlTrackerProvider implements TrackerProvider {
  private static final int MAX_BATCH_EVENTS = 8_192;

  @Override
  public String name() {
    return "jsonl";
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.everything(MAX_BATCH_EVENTS);
  }

  @Override
  public Tracker create(TrackerSettings settings) {
    return new JsonlTracker(file(settings));
  }

  @Override
  public ReadBack readBack(TrackerSettings settings, @Nullable String checkpoint) {
    return new JsonlReadBack(file(settings));
  }

  @Override
  public void diagnose(TrackerSettings settings, Consumer<Finding> findings) {
    Path folder = file(settings).toAbsolutePath().getParent();
    if (folder != null) {
      findings.accept(FolderCheck.of(folder));
    }
  }

  private static Path file(TrackerSettings settings) {
    String dir = settings.keys().getOrDefault("dir", "");
    try {
      Path folder = Path.of(dir.isBlank() ? "jsonl" : dir);
      return folder.resolve(settings.run() + ".jsonl");
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "jsonl.dir=" + dir + " is not a path: " + e.getReason() + "; name a folder", e);
    }
  }
}
