package io.stepscope.probe;

import java.util.LinkedHashMap;
import java.util.Map;

/** An accelerator, looked at under its number. */
final class AcceleratorProbe implements Probe {
  private final Accelerator accelerator;
  private final String series;

  /**
   * @param series what its series begin with, for instance {@code gpu/0}
   */
  AcceleratorProbe(Accelerator accelerator, String series) {
    this.accelerator = accelerator;
    this.series = series;
  }

  @Override
  public String name() {
    return series;
  }

  @Override
  public void look(Readings out) throws Exception {
    accelerator.look((metric, value) -> out.put(series + '/' + metric, value));
  }

  @Override
  public Map<String, ?> facts() {
    DeviceInfo info = accelerator.info();
    String prefix = series.replace('/', '.') + '.';
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(prefix + "name", info.name());
    facts.put(prefix + "id", info.id());
    if (info.memoryBytes() >= 0) {
      facts.put(prefix + "memory_bytes", info.memoryBytes());
    }
    info.facts().forEach((name, value) -> facts.put(prefix + name, value));
    return facts;
  }
}
