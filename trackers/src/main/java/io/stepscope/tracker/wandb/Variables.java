package io.stepscope.tracker.wandb;

import java.util.LinkedHashMap;
import java.util.Map;

/** Variables of one question to GraphQL, in the order of the calls. */
final class Variables {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Sets a variable to what {@link Json#of} takes. */
  Variables put(String name, Object value) {
    values.put(name, value);
    return this;
  }

  /** Sets a variable unless the text is empty: then the service chooses, or keeps what it has. */
  Variables given(String name, String text) {
    return text.isEmpty() ? this : put(name, text);
  }

  Map<String, Object> values() {
    return values;
  }
}
