package io.stepscope.probe.custom;

import io.stepscope.event.MachineSeries;
import io.stepscope.probe.Probe;
import io.stepscope.probe.Readings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a command prints as JSON. */
final class CommandProbe implements Probe {
  private final String name;
  private final JsonCommand command;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Consumer<String> notices;
  private final Devices devices = new Devices();
  private boolean looked;

  private record Wanted(Metric metric, JsonPath path) {}

  /**
   * @throws IllegalArgumentException if a path cannot be read; the message is one line
   */
  CommandProbe(String name, JsonCommand command, List<Metric> metrics, Consumer<String> notices) {
    this.name = name;
    this.command = command;
    this.notices = notices;
    for (Metric metric : metrics) {
      try {
        wanted.add(new Wanted(metric, JsonPath.parse(metric.selector())));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            metric.key() + ": path '" + metric.selector() + "' " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, ?> facts() {
    return Map.of(MachineSeries.PROBE + name, "command");
  }

  @Override
  public void look(Readings out) throws IOException, InterruptedException {
    @Nullable Object json = command.run();
    Set<Metric> missing = new HashSet<>();
    for (Wanted one : wanted) {
      List<Found> found = new ArrayList<>();
      String pattern = one.path().upToWildcard();
      one.path()
          .select(
              json,
              (device, value) -> found.add(new Found(devices.number(pattern, device), value)));
      found.forEach(
          f ->
              out.put(
                  one.metric().seriesOf(f.number(), devices.count(pattern)),
                  f.value() * one.metric().factor()));
      if (found.isEmpty()) {
        missing.add(one.metric());
      }
    }
    if (missing.size() == wanted.size()) {
      throw new IOException("none of its paths selects a number");
    }
    if (!looked) {
      looked = true;
      missing.forEach(
          metric -> notices.accept(metric.key() + "=" + metric.selector() + " selects no number"));
    }
  }

  @Override
  public void close() {
    command.end();
  }

  private record Found(int number, double value) {}
}
