package io.stepscope.configuration;

/** Which weights a training that is reset begins with. */
public enum ResetMode {
  /** New ones, from the framework's initializers. */
  INITIALIZERS,
  /** The very same that it began with, of which a copy is stored at the start. */
  SNAPSHOT
}
