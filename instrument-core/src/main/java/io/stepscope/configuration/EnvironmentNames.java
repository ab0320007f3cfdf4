package io.stepscope.configuration;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of environment variables that stand for keys. */
final class EnvironmentNames {

  static final String PREFIX = "STEPSCOPE_";

  private static final String PROBES = PREFIX + "PROBES_";
  private static final Pattern COMMAND_JSON =
      Pattern.compile(PROBES + "COMMAND_([A-Z0-9_]+?)_JSON_([A-Z0-9_]+)");
  private static final Pattern COMMAND_RUN = Pattern.compile(PROBES + "COMMAND_([A-Z0-9_]+)_RUN");
  private static final Pattern FILE = Pattern.compile(PROBES + "FILE_([A-Z0-9]+)_([A-Z0-9_]+)");
  private static final Pattern OPENMETRICS =
      Pattern.compile(PROBES + "OPENMETRICS_([A-Z0-9_]+)_URL");

  private EnvironmentNames() {}

  static String of(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /**
   * The key of a probe that a variable stands for, or null. Names become lower case; the name of a
   * file probe ends at the first underscore.
   */
  static @Nullable String probeKey(String variable) {
    Matcher json = COMMAND_JSON.matcher(variable);
    if (json.matches()) {
      return "probes.command." + lower(json.group(1)) + ".json." + lower(json.group(2));
    }
    Matcher run = COMMAND_RUN.matcher(variable);
    if (run.matches()) {
      return "probes.command." + lower(run.group(1)) + ".run";
    }
    Matcher file = FILE.matcher(variable);
    if (file.matches()) {
      return "probes.file." + lower(file.group(1)) + "." + lower(file.group(2));
    }
    Matcher openMetrics = OPENMETRICS.matcher(variable);
    return openMetrics.matches()
        ? "probes.openmetrics." + lower(openMetrics.group(1)) + ".url"
        : null;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
