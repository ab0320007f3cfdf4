package io.stepscope.tracker;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a tracker needs to know of its run.
 *
 * @param run id of the run
 * @param runFolder the run folder; artifacts lie under {@code artifacts/<sha256>}
 * @param keys the {@code <tracker>.*} configuration without the prefix
 */
public record TrackerSettings(String run, Path runFolder, Map<String, String> keys) {
  public TrackerSettings {
    keys = Map.copyOf(keys);
  }
}
