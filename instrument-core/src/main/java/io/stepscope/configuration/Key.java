package io.stepscope.configuration;

/**
 * A key of the configuration.
 *
 * @param name for instance {@code probes.interval}; parts in angle brackets stand for names
 * @param form how its values are written
 * @param defaultValue in that form; empty when nothing is set by default
 * @param description one sentence for documentation and help
 */
public record Key<T>(String name, Form<T> form, String defaultValue, String description) {

  /** The value that a text stands for. */
  public T parse(String text) {
    return form.parse(text);
  }

  /** The variable of the environment that sets it. */
  public String environmentVariable() {
    return EnvironmentNames.of(name);
  }
}
