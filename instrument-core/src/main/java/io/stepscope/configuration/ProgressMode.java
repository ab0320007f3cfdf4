package io.stepscope.configuration;

/** How the progress of a run is shown on standard error. */
public enum ProgressMode {
  /** A line that moves on a terminal, else plain lines. */
  AUTO,
  /** A few plain lines. */
  PLAIN,
  OFF
}
