package io.stepscope.probe.nvidia;

import io.stepscope.probe.Accelerator;
import io.stepscope.probe.AcceleratorProvider;
import java.util.Map;
import java.util.TreeMap;

/** Looks at devices. */
final class Look {

  private Look() {}

  /** What one look at a device finds. */
  static Map<String, Double> at(Accelerator device) throws Exception {
    Map<String, Double> found = new TreeMap<>();
    device.look(found::put);
    return found;
  }

  /** What the first look at the first device finds. */
  static Map<String, Double> atFirst(AcceleratorProvider provider) throws Exception {
    if (!provider.availability().available()) {
      throw new AssertionError(provider.availability().reason());
    }
    return at(provider.devices().get(0));
  }
}
