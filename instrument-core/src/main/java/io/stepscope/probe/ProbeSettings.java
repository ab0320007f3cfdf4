package io.stepscope.probe;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a provider needs to know to open its probes.
 *
 * @param folder of the run, which exists
 * @param interval time between two looks
 * @param custom settings of probes that a user defined, without {@code probes.}: {@code
 *     command.<name>.run} and so on
 * @param notices takes a line for people, without line end
 */
public record ProbeSettings(
    Path folder, Duration interval, Map<String, String> custom, Consumer<String> notices) {

  public ProbeSettings {
    custom = Map.copyOf(custom);
  }
}
