package io.stepscope.probe.custom;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which samples of an exporter become which series: a setting such as {@code
 * probes.openmetrics.gpu.metric.{gpu}/power=DCGM_FI_DEV_POWER_USAGE{modelName="x"}}, where {@code
 * {gpu}} stands for the value of that label.
 */
final class ExporterMetric {
  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})?");
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)\\}");

  /** What is not known is told as one of the greatest numbers. */
  private static final double BLANK = 0x7ffffffffffffff0L;

  private final Metric metric;
  private final String name;
  private final Map<String, String> labels;

  /**
   * @throws IllegalArgumentException if the selector cannot be read; the message is one line
   */
  ExporterMetric(Metric metric) {
    Matcher matcher = SELECTOR.matcher(metric.selector());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          metric.key()
              + ": '"
              + metric.selector()
              + "' is not a metric's name, if need be with {label=\"value\"}");
    }
    this.metric = metric;
    this.name = matcher.group(1);
    String inBraces = matcher.group(2);
    this.labels = inBraces == null ? Map.of() : ExporterSample.labels(inBraces);
  }

  /** The metric of the configuration. */
  Metric metric() {
    return metric;
  }

  /** The series of a sample; null if it is none of this metric's. */
  @Nullable String series(ExporterSample sample) {
    boolean mine =
        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet());
    if (!mine || sample.value() >= BLANK) {
      return null;
    }
    return PLACE
        .matcher(metric.series())
        .replaceAll(place -> Matcher.quoteReplacement(sample.part(place.group(1))));
  }
}
