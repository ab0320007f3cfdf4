package io.stepscope.tracker.micrometer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unit that registries are told of measurements of host and accelerators, which are recorded
 * and shown in base units. Prometheus has it at the end of the name.
 */
final class BaseUnit {
  private static final String BYTES = "bytes";
  private static final String HERTZ = "hertz";
  private static final String WATTS = "watts";

  /** By the end of the series, of which the longest counts. */
  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("used", BYTES),
          Map.entry("available", BYTES),
          Map.entry("resident", BYTES),
          Map.entry("virtual", BYTES),
          Map.entry("committed", BYTES),
          Map.entry("read", BYTES),
          Map.entry("written", BYTES),
          Map.entry("received", BYTES),
          Map.entry("sent", BYTES),
          Map.entry("rate", "bytes.per.second"),
          Map.entry("power", WATTS),
          Map.entry("power/limit", WATTS),
          Map.entry("temperature", "celsius"),
          Map.entry("time", "seconds"),
          Map.entry("clock/sm", HERTZ),
          Map.entry("clock/memory", HERTZ),
          Map.entry("clock/graphics", HERTZ));

  private BaseUnit() {}

  /** The unit of a series; null for numbers of things, fractions, and what is no measurement. */
  static @Nullable String of(String series) {
    if (!series.startsWith("system/") && !series.startsWith("gpu/")) {
      return null;
    }
    int last = series.lastIndexOf('/');
    int before = series.lastIndexOf('/', last - 1);
    String two = ENDINGS.get(series.substring(before + 1));
    return two == null ? ENDINGS.get(series.substring(last + 1)) : two;
  }
}
