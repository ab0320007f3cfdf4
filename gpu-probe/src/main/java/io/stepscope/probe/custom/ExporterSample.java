package io.stepscope.probe.custom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of what an exporter tells.
 *
 * @param name of the metric
 * @param labels in the order told
 * @param value may be NaN or infinite
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus text
 *     format</a>
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics</a>
 */
record ExporterSample(String name, Map<String, String> labels, double value) {
  private static final Pattern LINE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)[ \\t]*(?:\\{(.*?)\\}(?=[ \\t]))?[ \\t]+([^ \\t]+)(?:[ \\t].*)?");
  private static final Pattern LABEL =
      Pattern.compile("[ \\t]*([a-zA-Z_]\\w*)[ \\t]*=[ \\t]*\"((?:[^\"\\\\]|\\\\.)*)\"[ \\t]*,?");

  private static final Pattern ESCAPED = Pattern.compile("\\\\([n\"\\\\])");

  /** The value of a label as a part of a series' name; empty if it has none. */
  String part(String label) {
    return labels.getOrDefault(label, "").replaceAll("[^\\w.:-]", "_");
  }

  /** Reads the samples of a page; lines that are none are left out. */
  static List<ExporterSample> parse(String page) {
    List<ExporterSample> samples = new ArrayList<>();
    page.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher matcher = LINE.matcher(line);
              if (matcher.matches()) {
                String labels = matcher.group(2);
                samples.add(
                    new ExporterSample(
                        matcher.group(1),
                        labels == null ? Map.of() : labels(labels),
                        value(matcher.group(3))));
              }
            });
    return samples;
  }

  /** The labels within braces. */
  static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher matcher = LABEL.matcher(text);
    while (matcher.lookingAt()) {
      labels.put(matcher.group(1), unescaped(matcher.group(2)));
      matcher.region(matcher.end(), text.length());
    }
    return labels;
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            escaped ->
                Matcher.quoteReplacement(escaped.group(1).equals("n") ? "\n" : escaped.group(1)));
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?") ? parsed(text) : Double.NaN;
    };
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
