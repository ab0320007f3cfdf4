package io.stepscope.probe.custom;

import io.stepscope.probe.Probe;
import io.stepscope.probe.ProbeProvider;
import io.stepscope.probe.ProbeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The probes that a user defined by {@code probes.*} keys. */
public final class CustomProbeProvider implements ProbeProvider {
  /** However short the interval is, a tool gets as long as this. */
  private static final Duration LEAST = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "custom";
  }

  @Override
  public List<Probe> open(ProbeSettings settings) {
    List<Probe> probes = new ArrayList<>();
    Duration most = settings.interval().compareTo(LEAST) > 0 ? settings.interval() : LEAST;
    CustomSettings custom = new CustomSettings(settings.custom());
    custom
        .names("command")
        .forEach(name -> add(probes, settings, () -> command(custom, name, most, settings)));
    custom.names("file").forEach(name -> add(probes, settings, () -> file(custom, name, settings)));
    custom
        .names("openmetrics")
        .forEach(name -> add(probes, settings, () -> exporter(custom, name, most, settings)));
    return probes;
  }

  private static void add(List<Probe> probes, ProbeSettings settings, Opening opening) {
    try {
      probes.add(opening.open());
    } catch (IllegalArgumentException e) {
      settings.notices().accept(e.getMessage() + "; this probe is left out");
    }
  }

  private static Probe command(
      CustomSettings custom, String name, Duration most, ProbeSettings settings) {
    String run = custom.needed("command", name, "run");
    List<Metric> metrics = custom.metrics("command", name, "json.");
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException(
          "probes.command." + name + ".run has no probes.command." + name + ".json.<metric>");
    }
    return new CommandProbe(name, new JsonCommand(run, most), metrics, settings.notices());
  }

  private static Probe file(CustomSettings custom, String name, ProbeSettings settings) {
    return new FileProbe(name, custom.metrics("file", name, ""), settings.notices());
  }

  private static Probe exporter(
      CustomSettings custom, String name, Duration most, ProbeSettings settings) {
    String url = custom.needed("openmetrics", name, "url");
    List<ExporterMetric> metrics =
        custom.metrics("openmetrics", name, "metric.").stream().map(ExporterMetric::new).toList();
    return new ExporterProbe(name, new ExporterPage(url, most), metrics, settings.notices());
  }

  /** May throw an {@link IllegalArgumentException} with one line for people. */
  private interface Opening {
    Probe open();
  }
}
