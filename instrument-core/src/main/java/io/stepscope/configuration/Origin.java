package io.stepscope.configuration;

/**
 * Where a value was set.
 *
 * @param kind the kind of place; later kinds win over earlier ones
 * @param place words for people, to follow "in"
 */
public record Origin(Kind kind, String place) {

  /** Kinds of places, the weakest first. */
  public enum Kind {
    DEFAULTS,
    FILE,
    ENVIRONMENT,
    SYSTEM_PROPERTY,
    AGENT_ARGUMENTS,
    CODE
  }

  static final Origin DEFAULTS = new Origin(Kind.DEFAULTS, "the defaults");
  static final Origin FILE = new Origin(Kind.FILE, SettingsReader.FILE_NAME);
  static final Origin AGENT_ARGUMENTS = new Origin(Kind.AGENT_ARGUMENTS, "the agent arguments");
  static final Origin CODE = new Origin(Kind.CODE, "the program");

  static Origin environment(String variable) {
    return new Origin(Kind.ENVIRONMENT, "environment variable " + variable);
  }

  static Origin systemProperty(String property) {
    return new Origin(Kind.SYSTEM_PROPERTY, "system property " + property);
  }
}
