package io.stepscope.tracker;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  /**
   * Makes what compares the tracker with the journal, if the tracker can be read; null where it
   * cannot. Nothing is opened yet.
   *
   * @param checkpoint the last checkpoint that was persisted for this run; null when there is none
   * @throws IllegalArgumentException as {@link #create} does
   */
  default @Nullable ReadBack readBack(TrackerSettings settings, @Nullable String checkpoint) {
    return null;
  }

  /**
   * Looks whether a run with these settings could be delivered, and says so, for people who set it
   * up. Changes nothing: neither at the tracker nor in the folder, which need not be there.
   *
   * <p>Called on a thread of its own, which is interrupted and left behind if it takes too long;
   * what was found until then is shown. Without an implementation of its own, the settings are
   * looked at.
   *
   * @param findings takes what is found, as it is found
   * @throws IllegalArgumentException as {@link #create} does
   */
  default void diagnose(TrackerSettings settings, Consumer<Finding> findings) {
    create(settings).close();
    findings.accept(Finding.ok("settings", "can be used"));
  }
}
