package io.stepscope.probe.custom;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One metric of a probe that a user defined: where it is found, and what it is multiplied by to
 * become an SI unit.
 *
 * @param key as it stands in the configuration
 * @param series {@code <probe>/<metric>}; a {@code *} in it stands for the number of the device
 * @param selector path, pattern of files or name of a metric
 * @param factor 1 unless the value ends in {@code * number}
 */
record Metric(String key, String series, String selector, double factor) {
  private static final Pattern SCALED =
      Pattern.compile("(.*\\S)\\s+\\*\\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)");

  /**
   * Reads a setting such as {@code /sys/class/hwmon/hwmon2/power1_average * 1e-6}.
   *
   * @throws IllegalArgumentException if what follows the star is no number
   */
  static Metric parse(String key, String probe, String metric, String value) {
    Matcher scaled = SCALED.matcher(value);
    String series = probe + '/' + metric;
    return scaled.matches()
        ? new Metric(key, series, scaled.group(1), Double.parseDouble(scaled.group(2)))
        : new Metric(key, series, value.strip(), 1);
  }

  /** Its series for the device with this number, of {@code devices} that there are. */
  String seriesOf(int number, int devices) {
    if (series.contains("*")) {
      return series.replace("*", Integer.toString(number));
    }
    return number == 0 && devices == 1 ? series : series + '/' + number;
  }
}
