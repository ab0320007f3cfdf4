package io.stepscope.tracker;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a tracker needs to know of its run.
 *
 * @param run id of the run
 * @param runFolder the run folder; artifacts lie under {@code artifacts/<sha256>}
 * @param keys the {@code <tracker>.*} configuration without the prefix
 * @param notices takes a line for people, from any thread; for what they must know once a run, such
 *     as where to look at it, or that it is written to a folder because the network is missing. The
 *     name of the tracker is put before it. Not for failures, which are results
 */
public record TrackerSettings(
    String run, Path runFolder, Map<String, String> keys, Consumer<String> notices) {
  public TrackerSettings {
    keys = Map.copyOf(keys);
  }

  /** Where nobody listens to notices. */
  public TrackerSettings(String run, Path runFolder, Map<String, String> keys) {
    this(run, runFolder, keys, line -> {});
  }
}
