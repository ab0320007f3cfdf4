package io.stepscope.configuration;

import io.stepscope.redaction.Redaction;

/**
 * A value that was given to a key.
 *
 * @param key full name, for instance {@code probes.interval}
 * @param value as it was written
 * @param origin where it was written
 */
public record Setting(String key, String value, Origin origin) {

  /** Without the value, which may be a secret. */
  @Override
  public String toString() {
    return key + "=" + Redaction.withoutValues().value(key, value) + " (" + origin.place() + ")";
  }
}
