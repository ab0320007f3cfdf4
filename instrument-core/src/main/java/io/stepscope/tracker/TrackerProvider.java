package io.stepscope.tracker;

import java.util.Set;

/**
 * Makes trackers of one kind; found by {@link java.util.ServiceLoader}.
 *
 * <p>Thread-safe. Must be cheap to construct: providers are loaded to validate configuration.
 */
public interface TrackerProvider {

  /** The word users write in {@code trackers=}, for instance {@code tensorboard}. */
  String name();

  /** What this tracker can take. */
  Capabilities capabilities();

  /**
   * The configuration keys it knows beyond {@code mode} and {@code dir}, without the {@code
   * <tracker>.} prefix.
   */
  default Set<String> keys() {
    return Set.of();
  }

  /**
   * Makes a tracker for one run; nothing is opened yet.
   *
   * @throws IllegalArgumentException if the settings are wrong; the message names key, value and
   *     fix in one line
   */
  Tracker create(TrackerSettings settings);
}
