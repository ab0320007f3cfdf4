package io.stepscope.probe.custom;

import io.stepscope.event.MachineSeries;
import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What an exporter of OpenMetrics or Prometheus text tells. */
final class ExporterProbe implements Probe {
  /** Most series where the user did not choose any. */
  private static final int MOST_SERIES = 256;

  private final String name;
  private final ExporterPage page;
  private final List<ExporterMetric> metrics;
  private final Consumer<String> notices;
  private boolean looked;

  /**
   * @param metrics what is recorded; everything when it is empty
   */
  ExporterProbe(
      String name, ExporterPage page, List<ExporterMetric> metrics, Consumer<String> notices) {
    this.name = name;
    this.page = page;
    this.metrics = metrics;
    this.notices = notices;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, ?> facts() {
    return Map.of(MachineSeries.PROBE + name, "openmetrics");
  }

  @Override
  public void look(Readings out) throws IOException {
    List<ExporterSample> samples = ExporterSample.parse(page.get());
    if (samples.isEmpty()) {
      throw new IOException("it tells no metrics");
    }
    if (metrics.isEmpty()) {
      all(samples, out);
    } else {
      chosen(samples, out);
    }
    looked = true;
  }

  private void chosen(List<ExporterSample> samples, Readings out) {
    for (ExporterMetric metric : metrics) {
      boolean found = false;
      for (ExporterSample sample : samples) {
        String series = metric.series(sample);
        if (series != null) {
          found = true;
          out.put(series, sample.value() * metric.metric().factor());
        }
      }
      if (!found && !looked) {
        notices.accept(
            metric.metric().key() + "=" + metric.metric().selector() + " is not told (yet)");
      }
    }
  }

  /** Every sample by its name; where a name has several, by the labels that tell them apart. */
  private void all(List<ExporterSample> samples, Readings out) {
    Map<String, List<ExporterSample>> byName = new LinkedHashMap<>();
    for (ExporterSample sample : samples) {
      if (!sample.name().endsWith("_bucket") && !sample.name().endsWith("_created")) {
        byName.computeIfAbsent(sample.name(), n -> new ArrayList<>()).add(sample);
      }
    }
    int series = 0;
    for (List<ExporterSample> same : byName.values()) {
      List<String> telling = telling(same);
      for (ExporterSample sample : same) {
        if (series++ == MOST_SERIES) {
          sayTooMany(samples.size());
          return;
        }
        StringBuilder path = new StringBuilder(name).append('/').append(sample.name());
        telling.forEach(label -> path.append('/').append(sample.part(label)));
        out.put(path.toString(), sample.value());
      }
    }
  }

  private void sayTooMany(int samples) {
    if (!looked) {
      notices.accept(
          "probes.openmetrics."
              + name
              + ": only "
              + MOST_SERIES
              + " of its "
              + samples
              + " numbers are recorded; choose some with probes.openmetrics."
              + name
              + ".metric.<metric>");
    }
  }

  /** The labels that are not the same for all samples, by name. */
  private static List<String> telling(List<ExporterSample> samples) {
    TreeSet<String> names = new TreeSet<>();
    samples.forEach(sample -> names.addAll(sample.labels().keySet()));
    return names.stream()
        .filter(
            label ->
                samples.stream().map(s -> s.labels().getOrDefault(label, "")).distinct().count()
                    > 1)
        .toList();
  }
}
