package io.stepscope.recorder;

import io.stepscope.redaction.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings values that users pass into the few types that events hold. */
final class ParamValues {

  private ParamValues() {}

  static Map<String, Object> normalized(Map<String, ?> values, Redaction redaction) {
    Map<String, Object> normalized = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          Object plain = normalized(value);
          normalized.put(key, plain instanceof String text ? redaction.value(key, text) : plain);
        });
    return normalized;
  }

  static List<Object> normalized(List<?> cells) {
    return cells.stream().map(ParamValues::normalized).toList();
  }

  private static Object normalized(@Nullable Object value) {
    if (value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Double) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      // Through its decimal text: 0.1f is meant as 0.1, not as 0.10000000149011612.
      return Double.valueOf(number.toString());
    }
    return String.valueOf(value);
  }
}
