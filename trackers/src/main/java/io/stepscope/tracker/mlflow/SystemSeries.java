package io.stepscope.tracker.mlflow;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What samples of the machine are called, and their units, on MLflow's tab of system metrics:
 * recorded are bytes, watts and fractions of one; MLflow shows megabytes (of 10<sup>6</sup> bytes),
 * watts and percent.
 *
 * @see <a href="https://github.com/mlflow/mlflow/tree/master/mlflow/system_metrics/metrics">The
 *     monitors in mlflow/system_metrics/metrics</a>
 */
final class SystemSeries {
  /** How a recorded value becomes the one shown. */
  enum Unit {
    /** As recorded: watts, numbers of things. */
    SAME,
    /** Of fractions of one. */
    PERCENT,
    /** 10<sup>6</sup> bytes, of bytes. */
    MEGABYTES;

    double of(double recorded) {
      return switch (this) {
        case SAME -> recorded;
        case PERCENT -> recorded * 100;
        case MEGABYTES -> recorded / 1e6;
      };
    }
  }

  /** Names below {@code system/}. */
  static final Map<String, Panel> HOST =
      Map.ofEntries(
          Map.entry("cpu/utilization", new Panel("cpu_utilization_percentage", Unit.PERCENT)),
          Map.entry("memory/used", new Panel("system_memory_usage_megabytes", Unit.MEGABYTES)),
          Map.entry(
              "memory/utilization", new Panel("system_memory_usage_percentage", Unit.PERCENT)),
          Map.entry("disk/utilization", new Panel("disk_usage_percentage", Unit.PERCENT)),
          Map.entry("disk/used", new Panel("disk_usage_megabytes", Unit.MEGABYTES)),
          Map.entry("disk/available", new Panel("disk_available_megabytes", Unit.MEGABYTES)),
          Map.entry("network/received", new Panel("network_receive_megabytes", Unit.MEGABYTES)),
          Map.entry("network/sent", new Panel("network_transmit_megabytes", Unit.MEGABYTES)),
          Map.entry("process/cpu/utilization", new Panel("process_cpu_percentage", Unit.PERCENT)),
          Map.entry(
              "process/memory/resident", new Panel("process_memory_rss_megabytes", Unit.MEGABYTES)),
          Map.entry(
              "process/memory/virtual", new Panel("process_memory_vms_megabytes", Unit.MEGABYTES)),
          Map.entry(
              "process/memory/utilization", new Panel("process_memory_percentage", Unit.PERCENT)),
          Map.entry("process/threads", new Panel("process_threads", Unit.SAME)),
          Map.entry("process/open_files", new Panel("process_open_files", Unit.SAME)));

  /** Names below {@code gpu/<i>/}, which follow {@code gpu_<i>_} on the panel. */
  static final Map<String, Panel> ACCELERATOR =
      Map.ofEntries(
          Map.entry("utilization", new Panel("utilization_percentage", Unit.PERCENT)),
          Map.entry("memory/used", new Panel("memory_usage_megabytes", Unit.MEGABYTES)),
          Map.entry("memory/utilization", new Panel("memory_usage_percentage", Unit.PERCENT)),
          Map.entry("power", new Panel("power_usage_watts", Unit.SAME)),
          Map.entry("power/utilization", new Panel("power_usage_percentage", Unit.PERCENT)));

  private static final Pattern GPU = Pattern.compile("gpu/(\\d+)/(.+)");
  private static final String HOST_PREFIX = "system/";

  private SystemSeries() {}

  /**
   * A series of a panel.
   *
   * @param name below {@code system/}
   */
  record Panel(String name, Unit unit) {}

  /** The panel of a recorded series; null if it is none of the machine. */
  static @Nullable Panel of(String name) {
    if (name.startsWith(HOST_PREFIX)) {
      String rest = name.substring(HOST_PREFIX.length());
      return HOST.getOrDefault(rest, new Panel(rest.replace('/', '_'), Unit.SAME));
    }
    Matcher gpu = GPU.matcher(name);
    if (!gpu.matches()) {
      return null;
    }
    String rest = gpu.group(2);
    Panel panel = ACCELERATOR.getOrDefault(rest, new Panel(rest.replace('/', '_'), Unit.SAME));
    return new Panel("gpu_" + gpu.group(1) + '_' + panel.name(), panel.unit());
  }
}
