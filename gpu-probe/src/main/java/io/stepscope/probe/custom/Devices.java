package io.stepscope.probe.custom;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers what the first wildcard of a pattern stands for, in the order in which it is found; one
 * that was away for a while gets its number back. Not thread-safe.
 */
final class Devices {
  private final Map<String, Map<String, Integer>> numbers = new HashMap<>();

  /**
   * The number of a device.
   *
   * @param pattern up to its first wildcard, that included: metrics that agree in it have the same
   *     devices
   * @param device what it stands for
   */
  int number(String pattern, String device) {
    Map<String, Integer> known = numbers.computeIfAbsent(pattern, p -> new LinkedHashMap<>());
    return known.computeIfAbsent(device, d -> known.size());
  }

  /** How many devices a pattern has had. */
  int count(String pattern) {
    return numbers.getOrDefault(pattern, Map.of()).size();
  }
}
