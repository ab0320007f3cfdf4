package io.stepscope.viewer.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object whose keys are written in the order in which they are added. */
final class JsonObject {
  private final Map<String, @Nullable Object> map = new LinkedHashMap<>();

  static JsonObject of(String key, @Nullable Object value) {
    return new JsonObject().and(key, value);
  }

  JsonObject and(String key, @Nullable Object value) {
    map.put(key, value);
    return this;
  }

  Map<String, @Nullable Object> map() {
    return map;
  }
}
