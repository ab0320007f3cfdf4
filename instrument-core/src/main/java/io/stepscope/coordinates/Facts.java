package io.stepscope.coordinates;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects named values in order; what is not known is left out. */
final class Facts {

  private final Map<String, Object> values = new LinkedHashMap<>();

  void put(String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      values.put(name, value.strip());
    }
  }

  void put(String name, boolean value) {
    values.put(name, value);
  }

  /** Numbers below zero are unknown. */
  void put(String name, long value) {
    if (value >= 0) {
      values.put(name, value);
    }
  }

  Map<String, Object> values() {
    return values;
  }
}
