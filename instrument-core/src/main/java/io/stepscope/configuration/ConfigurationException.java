package io.stepscope.configuration;

/** A key or value of the configuration is wrong; the message is one line for the user. */
public final class ConfigurationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public ConfigurationException(String message) {
    super(message);
  }
}
