package io.stepscope.probe;

import java.util.Map;

/**
 * What is known of a device before it is measured.
 *
 * @param id tells it from every other, and is the same tomorrow: a UUID or PCI address. Devices of
 *     two providers that have the same are one
 * @param kind what sort of device
 * @param name model, for people
 * @param memoryBytes its memory; -1 when unknown
 * @param facts more of the like, such as vendor and version of the driver
 */
public record DeviceInfo(
    String id, DeviceKind kind, String name, long memoryBytes, Map<String, String> facts) {

  public DeviceInfo {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a device needs an id: " + name);
    }
    facts = Map.copyOf(facts);
  }
}
