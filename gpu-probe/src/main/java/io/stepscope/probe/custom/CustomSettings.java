package io.stepscope.probe.custom;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings of custom probes, by kind and name. Immutable. */
final class CustomSettings {
  private final Map<String, String> settings;

  /**
   * @param settings without {@code probes.}
   */
  CustomSettings(Map<String, String> settings) {
    this.settings = new TreeMap<>(settings);
  }

  /** The probes of a kind, such as {@code command}. */
  Collection<String> names(String kind) {
    TreeSet<String> names = new TreeSet<>();
    for (String key : settings.keySet()) {
      String[] parts = key.split("\\.", 3);
      if (parts.length == 3 && parts[0].equals(kind)) {
        names.add(parts[1]);
      }
    }
    return names;
  }

  /**
   * A setting without which a probe is none.
   *
   * @throws IllegalArgumentException if it is missing
   */
  String needed(String kind, String name, String setting) {
    String key = kind + '.' + name + '.' + setting;
    String value = settings.get(key);
    if (value == null) {
      throw new IllegalArgumentException("probes." + key + " is missing");
    }
    return value;
  }

  /**
   * The metrics of a probe.
   *
   * @param prefix of the settings that name one
   */
  List<Metric> metrics(String kind, String name, String prefix) {
    String begin = kind + '.' + name + '.' + prefix;
    List<Metric> metrics = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(begin)) {
            metrics.add(Metric.parse("probes." + key, name, key.substring(begin.length()), value));
          }
        });
    return metrics;
  }
}
